"""The lines of a script in words: what `stb run --help` says, light enough for every start."""

from __future__ import annotations

EXAMPLES = """\
  {"press": "GUIDE"}                    press a key; `stb keys` names them all
  {"press": ["6", "OK"]}                press several, one after the other
  {"hold": "RIGHT", "for": 1.5}         hold a key down for so many seconds
  {"wait": "00:00:10:00"}               let time pass
  {"play_until": "00:12:00:00"}         play until this place of the programme, or this frame
  {"watch": "sirius-6-20261118T0227Z"}  enter a programme from its start
  {"go_on": "sirius-6-20261118T0227Z"}  go on with it where it was left
  {"start_over": true}                  from the beginning, live too
  {"seek": 3000}                        go to this frame of the programme, as a viewer may
  {"pause": true}                       stand still; false plays on
  {"frame_step": -1}                    stand still so many frames further, or back
  {"wait_until": {"screen": "guide"}, "timeout": "00:00:05:00"}
                                        let time pass until all of these facts hold
  {"expect": {"screen": "guide", "service": 6}}
                                        go on only if all of these facts hold
  {"frame": "guide.png"}                write the picture in the folder of --out
  {"state": true}                       print every fact that can be expected
  {"screen": true}                      print the words on the screen
  {"as_run": true}                      print what has happened, a line an event
  {"clock": "2026-11-19T20:30:00+01:00"}
                                        let time pass until then
"""
"""Every kind of line, and what it does."""

HELP = f"""\
lines of a script, each a JSON object:
{EXAMPLES}
A time is a timecode (hours:minutes:seconds:frames, 25 frames a second) or a number of
seconds. Empty lines and lines that begin with # do nothing. Every other line answers with
one line: its number, what it did, and the state after it. The first that fails ends the
script, and a picture of the screen then is failed.png in the folder of --out.
"""
