"""A file made of zipped parts, the same bytes each time: parts bear no clock's time."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest that such a file can say."""


def settled(body: bytes) -> bytes:
    """Return the same parts in the same order, without the times at which they were zipped.

    What says the file's kind stays first and unpacked, as OpenDocument asks for.
    """
    made = BytesIO()
    with ZipFile(BytesIO(body)) as source, ZipFile(made, "w") as target:
        for each in source.infolist():
            how = ZIP_STORED if each.filename == "mimetype" else ZIP_DEFLATED
            part = ZipInfo(each.filename, FIRST_DAY)
            part.external_attr = 0o600 << 16
            target.writestr(part, source.read(each), how)
    return made.getvalue()
