"""Pictures of the water shop's goods, drawn here: flat shapes in a warm palette, no photographs.

Which product gets which picture is in `shop.py`.

Everything is drawn three times as large as it is kept, which makes the edges soft.
"""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = 640
SCALE = 3
MIME = "image/png"
Box = tuple[float, float, float, float]

SAND, CLAY, SUN = "#f4e6d2", "#c9714a", "#f0b35b"
INK, LEAF, MILK = "#3c3a36", "#7f9a72", "#fbf6ec"
WATER, DEEP, GLASS = "#8fc1c9", "#4f8f9d", "#d6eaea"
DUSK, ROSE = "#e9cfc0", "#efd9c9"


class Board:
    """A square sheet; lengths are parts of its side, from 0 at the left and top to 1."""

    def __init__(self, ground: str) -> None:
        self._side = SIZE * SCALE
        self._image = Image.new("RGB", (self._side, self._side), ground)
        self._draw = ImageDraw.Draw(self._image)

    def _at(self, *parts: float) -> list[float]:
        return [part * self._side for part in parts]

    def round(self, box: Box, radius: float, colour: str) -> None:
        """A rectangle with round corners."""
        self._draw.rounded_rectangle(self._at(*box), radius * self._side, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """A filled circle."""
        self._draw.ellipse(self._at(x - radius, y - radius, x + radius, y + radius), fill=colour)

    def oval(self, box: Box, colour: str) -> None:
        """A filled ellipse."""
        self._draw.ellipse(self._at(*box), fill=colour)

    def ring(self, box: Box, width: float, colour: str) -> None:
        """An ellipse as a line."""
        self._draw.ellipse(self._at(*box), outline=colour, width=round(width * self._side))

    def shape(self, *points: tuple[float, float], colour: str) -> None:
        """A polygon."""
        self._draw.polygon([tuple(self._at(*point)) for point in points], fill=colour)

    def drop(self, x: float, y: float, size: float, colour: str) -> None:
        """A drop of water whose round part is at (x, y)."""
        self.disc(x, y, size, colour)
        self.shape(
            (x - size * 0.93, y - size * 0.37), (x, y - size * 2.2),
            (x + size * 0.93, y - size * 0.37), colour=colour,
        )  # fmt: skip

    def png(self) -> bytes:
        """The sheet as it is kept."""
        small = self._image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
        small = small.quantize(128, dither=Image.Dither.NONE)
        out = BytesIO()
        small.save(out, "PNG", optimize=False, compress_level=6)
        return out.getvalue()


def _scenery(board: Board, sun: tuple[float, float, float]) -> None:
    """A sun, hills behind, and the table that everything stands on."""
    board.disc(*sun, SUN)
    board.oval((-0.35, 0.52, 0.62, 1.25), DUSK)
    board.oval((0.38, 0.58, 1.40, 1.30), ROSE)
    board.round((-0.1, 0.84, 1.1, 1.1), 0.0, CLAY)


def _bottle_at(board: Board, x: float, foot: float, size: float, label: str) -> None:
    half = 0.11 * size
    top = foot - 0.56 * size
    board.round((x - half, top + 0.12 * size, x + half, foot), 0.05 * size, GLASS)
    board.round((x - half, top + 0.22 * size, x + half, foot), 0.05 * size, WATER)
    neck = 0.042 * size
    board.shape(
        (x - neck, top), (x + neck, top),
        (x + half * 0.92, top + 0.17 * size), (x - half * 0.92, top + 0.17 * size), colour=GLASS,
    )  # fmt: skip
    board.round((x - neck * 1.3, top - 0.05 * size, x + neck * 1.3, top), 0.01 * size, INK)
    board.round((x - half, foot - 0.30 * size, x + half, foot - 0.12 * size), 0.0, label)
    board.drop(x, foot - 0.19 * size, 0.026 * size, MILK)


def bottle() -> bytes:
    """One bottle of spring water."""
    board = Board(SAND)
    _scenery(board, (0.74, 0.27, 0.13))
    _bottle_at(board, 0.45, 0.86, 1.15, CLAY)
    board.oval((0.66, 0.74, 0.86, 0.88), DEEP)
    board.oval((0.60, 0.79, 0.74, 0.88), LEAF)
    board.round((0.585, 0.84, 0.90, 0.90), 0.0, CLAY)
    return board.png()


def six_bottles() -> bytes:
    """Six bottles in a wooden crate."""
    board = Board(ROSE)
    _scenery(board, (0.24, 0.25, 0.11))
    for place in range(2):
        _bottle_at(board, 0.38 + 0.22 * place, 0.78, 0.84, LEAF)
    for place in range(3):
        _bottle_at(board, 0.27 + 0.22 * place, 0.85, 0.88, CLAY)
    board.round((0.12, 0.66, 0.86, 0.88), 0.02, "#a8693f")
    board.round((0.12, 0.70, 0.86, 0.73), 0.0, "#8f5632")
    board.round((0.12, 0.80, 0.86, 0.83), 0.0, "#8f5632")
    board.round((0.42, 0.745, 0.56, 0.785), 0.02, SAND)
    return board.png()


def jar() -> bytes:
    """The jar of twenty litres."""
    board = Board(SAND)
    _scenery(board, (0.78, 0.22, 0.10))
    board.round((0.30, 0.30, 0.70, 0.88), 0.07, GLASS)
    board.round((0.30, 0.40, 0.70, 0.88), 0.07, WATER)
    for level in (0.47, 0.60, 0.73):
        board.round((0.285, level, 0.715, level + 0.035), 0.017, DEEP)
    board.shape((0.43, 0.20), (0.57, 0.20), (0.68, 0.34), (0.32, 0.34), colour=GLASS)
    board.round((0.42, 0.13, 0.58, 0.21), 0.02, CLAY)
    board.drop(0.50, 0.70, 0.05, MILK)
    return board.png()


def tea_set() -> bytes:
    """A pot, two cups and a leaf."""
    board = Board(DUSK)
    board.disc(0.50, 0.44, 0.34, SAND)
    board.round((-0.1, 0.76, 1.1, 1.1), 0.0, LEAF)
    board.ring((0.56, 0.40, 0.76, 0.66), 0.03, CLAY)
    board.shape((0.12, 0.44), (0.17, 0.41), (0.32, 0.56), (0.30, 0.66), colour=CLAY)
    board.oval((0.24, 0.38, 0.66, 0.76), CLAY)
    board.oval((0.33, 0.35, 0.57, 0.43), "#a85a38")
    board.disc(0.45, 0.33, 0.028, INK)
    for x in (0.68, 0.86):
        board.oval((x - 0.075, 0.68, x + 0.075, 0.82), MILK)
        board.round((x - 0.075, 0.66, x + 0.075, 0.75), 0.0, MILK)
        board.oval((x - 0.075, 0.635, x + 0.075, 0.685), SUN)
    board.oval((0.08, 0.80, 0.24, 0.86), "#5f7d55")
    return board.png()


def cup() -> bytes:
    """A cup of spring water to taste."""
    board = Board(GLASS)
    board.disc(0.70, 0.28, 0.15, SUN)
    board.oval((-0.3, 0.60, 0.7, 1.3), "#b9d8d6")
    board.round((-0.1, 0.82, 1.1, 1.1), 0.0, DEEP)
    board.shape((0.30, 0.36), (0.64, 0.36), (0.59, 0.86), (0.35, 0.86), colour=MILK)
    board.shape((0.315, 0.47), (0.625, 0.47), (0.59, 0.86), (0.35, 0.86), colour=WATER)
    board.oval((0.315, 0.435, 0.625, 0.505), "#b5dbe0")
    board.oval((0.30, 0.335, 0.64, 0.385), SAND)
    board.drop(0.47, 0.20, 0.045, DEEP)
    return board.png()


PICTURES: dict[str, Callable[[], bytes]] = {
    "bottle": bottle,
    "six_bottles": six_bottles,
    "jar": jar,
    "tea_set": tea_set,
    "cup": cup,
}
