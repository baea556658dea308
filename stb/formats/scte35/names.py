"""The standard's names for its numbers. Source: ANSI/SCTE 35 2023, tables 22 and 23."""

from __future__ import annotations

UPID_TYPES = {
    0x00: "Not Used",
    0x01: "User Defined",
    0x02: "ISCI",
    0x03: "Ad-ID",
    0x04: "UMID",
    0x05: "ISAN (deprecated)",
    0x06: "ISAN",
    0x07: "TID",
    0x08: "TI (AiringID)",
    0x09: "ADI",
    0x0A: "EIDR",
    0x0B: "ATSC Content Identifier",
    0x0C: "MPU",
    0x0D: "MID",
    0x0E: "ADS Information",
    0x0F: "URI",
    0x10: "UUID",
    0x11: "SCR",
}

UPIDS_OF_TEXT = frozenset({0x01, 0x02, 0x03, 0x07, 0x09, 0x0E, 0x0F, 0x11})

_PAIRS = {
    0x20: "Chapter",
    0x22: "Break",
    0x24: "Opening Credit",
    0x26: "Closing Credit",
    0x30: "Provider Advertisement",
    0x32: "Distributor Advertisement",
    0x34: "Provider Placement Opportunity",
    0x36: "Distributor Placement Opportunity",
    0x38: "Provider Overlay Placement Opportunity",
    0x3A: "Distributor Overlay Placement Opportunity",
    0x3C: "Provider Promo",
    0x3E: "Distributor Promo",
    0x40: "Unscheduled Event",
    0x42: "Alternate Content Opportunity",
    0x44: "Provider Ad Block",
    0x46: "Distributor Ad Block",
    0x50: "Network",
}

SEGMENT_TYPES = {
    0x00: "Not Indicated",
    0x01: "Content Identification",
    0x02: "Private",
    0x10: "Program Start",
    0x11: "Program End",
    0x12: "Program Early Termination",
    0x13: "Program Breakaway",
    0x14: "Program Resumption",
    0x15: "Program Runover Planned",
    0x16: "Program Runover Unplanned",
    0x17: "Program Overlap Start",
    0x18: "Program Blackout Override",
    0x19: "Program Join",
    0x1A: "Program Immediate Resumption",
    **{start: f"{name} Start" for start, name in _PAIRS.items()},
    **{start + 1: f"{name} End" for start, name in _PAIRS.items()},
}
