"""Pictures as telephones and people send them, made by the tests."""

from io import BytesIO

from PIL import Image


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), colour: object = "red", **options: object) -> bytes:
    mode = "RGBA" if isinstance(colour, tuple) and len(colour) == 4 else "RGB"
    body = BytesIO()
    Image.new(mode, size, colour).save(body, kind, **options)
    return body.getvalue()


def photo_with_place() -> bytes:
    """A JPEG lying on its side, with the place where it was taken, a camera's name and a comment."""
    image = Image.new("RGB", (60, 40), "blue")
    exif = image.getexif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x0110] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[2] = (45.0, 31.0, 12.0)
    body = BytesIO()
    image.save(body, "JPEG", exif=exif, comment=b"SECRET-COMMENT")
    return body.getvalue()


def opened(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body))
