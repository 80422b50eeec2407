"""Redraws pictures: smaller, as JPEG, and without anything but their pixels (no EXIF, no place where it was taken)."""

import io
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from app.receipts.process.errors import Unreadable, damaged

# A telephone's best camera takes 50 million; unpacked these are 200 MB.
_MOST_PIXELS = 64_000_000
LONGEST_SIDE = 1600
_QUALITY = 85
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def redrawn(path: Path, media_type: str) -> bytes:
    """Returns a picture as a JPEG; raises Unreadable."""
    Image.MAX_IMAGE_PIXELS = None  # checked here, by a limit of our own that refuses instead of warning
    try:
        with Image.open(path, formats=[_FORMATS[media_type]]) as picture:
            _refuse_bomb(picture.size)
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return as_jpeg(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise damaged() from error


def _refuse_bomb(size: tuple[int, int]) -> None:
    if size[0] * size[1] > _MOST_PIXELS:
        raise Unreadable("picture_too_large", f"The picture has more than {_MOST_PIXELS // 1_000_000} million pixels.")


def as_jpeg(picture: Image.Image) -> bytes:
    """Returns the pixels of a picture as JPEG, turned upright, on white and not larger than needed."""
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    layered = upright.convert("RGBA")
    page = Image.new("RGB", layered.size, "white")
    page.paste(layered, mask=layered.getchannel("A"))
    written = io.BytesIO()
    page.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()
