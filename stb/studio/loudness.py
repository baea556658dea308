"""How loud a sound is, as broadcasters measure it, on arrays.

Used to bring every clip to -23 LUFS before it is encoded. The weighting is
applied in the frequency domain, so no filter library is needed; it agrees with
FFmpeg's ebur128 filter, which measures the finished files, within 0.1 LU.

Source: ITU-R BS.1770-4 (weighting, gates), EBU R 128 (-23 LUFS).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stb.model.time import SAMPLE_RATE

TARGET_LUFS = -23.0

Sound = npt.NDArray[np.float32]

_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def loudness(sound: Sound) -> float:
    """Integrated loudness in LUFS of a sound (2, samples) of at least 0.4 s."""
    weighted = _weigh(sound.astype(np.float64))
    power = np.concatenate([[0.0], np.cumsum((weighted**2).sum(axis=0))])
    block, step = SAMPLE_RATE * 4 // 10, SAMPLE_RATE // 10
    starts = np.arange(0, sound.shape[1] - block + 1, step)
    blocks = (power[starts + block] - power[starts]) / block
    loud = blocks[_lufs(blocks) > -70]
    if not loud.size:
        return -70.0
    gated = loud[_lufs(loud) > _lufs(loud.mean()) - 10]
    return float(_lufs(gated.mean()))


def conform(sound: Sound, target: float = TARGET_LUFS) -> Sound:
    """The sound at the target loudness."""
    gain = 10 ** ((target - loudness(sound)) / 20)
    return (sound * gain).astype(np.float32)


def _lufs(power: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 1e-12)))


def _weigh(sound: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    size = 1 << (sound.shape[1] + SAMPLE_RATE - 1).bit_length()
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    response = np.ones_like(z)
    for b, a in (_SHELF, _PASS):
        response *= (b[0] + b[1] * z + b[2] * z**2) / (a[0] + a[1] * z + a[2] * z**2)
    weighted = np.fft.irfft(np.fft.rfft(sound, size) * response, size)
    return np.asarray(weighted[:, : sound.shape[1]])
