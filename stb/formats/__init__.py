"""Shapes of bytes: from the outside to the model and back, without any I/O.

What is read is a stranger's until it has been checked: bounded, with one meaning only, and refused
with the place where it goes wrong.

    signals and streams   scte35, breaks, ts, hls, picture_code
    lists of one's own    m3u, xmltv, household, uri, text, faults
    from the head-end     headend, bundle, postcodes, provisioning, post_keys, privacy_pass
    what leaves           reports, orders, proof, envelope, register
    what is kept          consent, viewing, export, as_run, verdict
    JSON from strangers   strict_json, fields
"""
