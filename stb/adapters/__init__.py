"""The world: network, disk, screen, sound, decoder, clock and chance; one library in one place.

The ports of `stb.engine.ports` are implemented here. What a library raises leaves as an error of
ours.

    the line in          http, http_errors, http_reason, resume, courier, headend, own_lineup,
                         ts_stream, library, signalled
    the one door out     egress, sealer, envelope, blind_rsa, order_seal
    what was signed      metadata, tuf_client, tuf_command, updater, trusted_time, night, told,
                         provisioning
    creatives            content, room, examiner, verdicts
    the disk             database, store, store_orders, store_asked, store_post, store_profile,
                         store_telemetry, store_rows, receipts, lock, assets, user_folders
    time and chance      clock, alarm, ids, interpreter, priority, language
    pictures and sound   media, screen
"""
