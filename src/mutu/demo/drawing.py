"""Small plausible pictures in place of photos: a part on a bench and what is wrong with it, drawn, never taken."""

import io
import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (800, 600)
Colour = tuple[int, int, int]
WHITE, BLACK, GREY, BLUE, ORANGE = (236, 234, 228), (52, 54, 58), (150, 152, 150), (38, 92, 160), (214, 108, 40)
CLEAR, STEEL, CARD = (206, 222, 226), (168, 174, 180), (190, 156, 112)
PARTS = (WHITE, BLACK, GREY, BLUE, ORANGE)


class Picture:
    """A bench under a lamp with one thing on it."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        shade = self.rng.randrange(86, 132)
        self.image = Image.new("RGB", SIZE, (shade, shade, shade - self.rng.randrange(0, 14)))
        self.draw = ImageDraw.Draw(self.image)
        self.x, self.y = 400 + self.rng.randint(-50, 50), 300 + self.rng.randint(-30, 30)
        lamp = shade + 26
        self.draw.ellipse((self.x - 420, self.y - 360, self.x + 420, self.y + 360), fill=(lamp, lamp, lamp - 8))
        self.image = self.image.filter(ImageFilter.BoxBlur(60))
        self.draw = ImageDraw.Draw(self.image)

    def jpeg(self) -> bytes:
        self.image = self.image.filter(ImageFilter.GaussianBlur(0.8))
        out = io.BytesIO()
        self.image.save(out, "JPEG", quality=78)
        return out.getvalue()

    def ring(self, x: float, y: float, radius: float) -> None:
        """The red ring somebody draws around what they mean."""
        self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(196, 40, 32), width=5)

    def disc(self, radius: int, colour: Colour) -> None:
        """A cap or a lid seen from above."""
        for step, change in ((0, -40), (8, 0), (int(radius * 0.25), 10)):
            tone = _toned(colour, change)
            self.draw.ellipse((self.x - radius + step, self.y - radius + step, self.x + radius - step,
                               self.y + radius - step), fill=tone)  # fmt: skip
        inner = radius - 20
        shine = (self.x - inner, self.y - inner, self.x + inner, self.y + inner)
        self.draw.arc(shine, 200, 260, fill=_toned(colour, 34), width=7)

    def block(self, width: int, height: int, colour: Colour) -> tuple[int, int, int, int]:
        """A housing or a cover seen from above, with its ribs."""
        box = (self.x - width // 2, self.y - height // 2, self.x + width // 2, self.y + height // 2)
        self.draw.rounded_rectangle((box[0] + 12, box[1] + 16, box[2] + 12, box[3] + 16), 26, fill=(58, 58, 56))
        self.draw.rounded_rectangle(box, 26, fill=colour, outline=_toned(colour, -36), width=5)
        for rib in range(1, 4):
            x = box[0] + rib * width // 4
            self.draw.line((x, box[1] + 24, x, box[3] - 24), fill=_toned(colour, -22), width=4)
        return box


def _toned(colour: Colour, change: int) -> Colour:
    red, green, blue = (max(0, min(255, part + change)) for part in colour)
    return red, green, blue


def specks(seed: int) -> Picture:
    picture = Picture(seed)
    picture.disc(210, WHITE)
    for _ in range(picture.rng.randint(7, 18)):
        angle, far = picture.rng.uniform(0, math.tau), picture.rng.uniform(0, 170)
        x, y, size = picture.x + far * math.cos(angle), picture.y + far * math.sin(angle), picture.rng.uniform(2, 5)
        picture.draw.ellipse((x - size, y - size, x + size, y + size), fill=(40, 38, 36))
    picture.ring(picture.x + picture.rng.randint(-90, 90), picture.y + picture.rng.randint(-90, 90), 60)
    return picture


def flash(seed: int) -> Picture:
    picture = Picture(seed)
    picture.disc(200, picture.rng.choice(PARTS))
    for _ in range(60):
        angle = picture.rng.uniform(0.2, 1.5) + seed % 3
        far = 200 + picture.rng.uniform(0, 26)
        x, y = picture.x + 198 * math.cos(angle), picture.y + 198 * math.sin(angle)
        ending = (picture.x + far * math.cos(angle), picture.y + far * math.sin(angle))
        picture.draw.line((x, y, *ending), fill=(222, 222, 216), width=5)
    return picture


def short_shot(seed: int) -> Picture:
    picture = Picture(seed)
    box = picture.block(420, 260, picture.rng.choice(PARTS))
    corner = picture.rng.choice(((box[0], box[1]), (box[2], box[1]), (box[2], box[3])))
    radius = picture.rng.randint(50, 90)
    picture.draw.ellipse((corner[0] - radius, corner[1] - radius, corner[0] + radius, corner[1] + radius),
                         fill=(118, 118, 112))  # fmt: skip
    picture.ring(*corner, radius + 24)
    return picture


def sink(seed: int) -> Picture:
    picture = Picture(seed)
    colour = picture.rng.choice((BLACK, GREY, BLUE))
    picture.block(440, 280, colour)
    for step in range(46, 0, -2):
        x = picture.x + (seed % 5 - 2) * 60
        picture.draw.ellipse((x - step * 1.5, picture.y - step, x + step * 1.5, picture.y + step),
                             fill=_toned(colour, -int((46 - step) * 0.9)))  # fmt: skip
    return picture


def streak(seed: int) -> Picture:
    picture = Picture(seed)
    box = picture.block(460, 260, picture.rng.choice((CLEAR, BLACK, GREY)))
    for _ in range(26):
        x, y = picture.rng.randint(box[0] + 30, box[2] - 130), picture.rng.randint(box[1] + 20, box[3] - 20)
        picture.draw.line((x, y, x + picture.rng.randint(50, 110), y + picture.rng.randint(-14, 14)),
                          fill=(232, 236, 238), width=picture.rng.randint(1, 3))  # fmt: skip
    return picture


def crack(seed: int) -> Picture:
    picture = Picture(seed)
    picture.block(460, 300, ORANGE if seed % 2 else BLACK)
    for radius, tone in ((74, -30), (60, 8), (26, -70)):
        picture.draw.ellipse((picture.x - radius, picture.y - radius, picture.x + radius, picture.y + radius),
                             fill=_toned(ORANGE if seed % 2 else BLACK, tone))  # fmt: skip
    x, y = float(picture.x + 24), float(picture.y)
    for _ in range(7):
        onward = (x + picture.rng.uniform(5, 9), y + picture.rng.uniform(-9, 9))
        picture.draw.line((x, y, *onward), fill=(246, 240, 232), width=3)
        x, y = onward
    picture.ring(picture.x + 50, picture.y, 44)
    return picture


def weld_line(seed: int) -> Picture:
    picture = Picture(seed)
    colour = picture.rng.choice((GREY, BLUE, BLACK))
    box = picture.block(480, 220, colour)
    points = [(picture.x + picture.rng.randint(-9, 9), y) for y in range(box[1] + 4, box[3], 16)]
    picture.draw.line(points, fill=_toned(colour, 52), width=4)
    return picture


def gate_vestige(seed: int) -> Picture:
    picture = Picture(seed)
    picture.disc(190, picture.rng.choice(PARTS))
    picture.draw.ellipse((picture.x - 26, picture.y - 26, picture.x + 26, picture.y + 26), fill=(120, 118, 112))
    picture.draw.polygon([(picture.x - 10, picture.y), (picture.x + 10, picture.y - 4),
                          (picture.x + seed % 9, picture.y - 44)], fill=(238, 236, 228))  # fmt: skip
    picture.ring(picture.x, picture.y - 16, 52)
    return picture


def warp(seed: int) -> Picture:
    picture = Picture(seed)
    colour = picture.rng.choice(PARTS)
    bend = picture.rng.randint(34, 64)
    picture.draw.line((90, picture.y + 78, 710, picture.y + 78), fill=(70, 72, 76), width=16)
    picture.draw.arc((110, picture.y + 70 - bend, 690, picture.y + 70 + bend), 180, 360, fill=colour, width=26)
    return picture


def colour(seed: int) -> Picture:
    picture = Picture(seed)
    tone = picture.rng.choice((BLUE, ORANGE, GREY))
    for side, change in ((-180, 0), (180, picture.rng.choice((-30, 34)))):
        box = (picture.x + side - 150, picture.y - 130, picture.x + side + 150, picture.y + 130)
        picture.draw.rounded_rectangle(box, 20, fill=_toned(tone, change), outline=_toned(tone, -46), width=4)
    return picture


def insert(seed: int) -> Picture:
    picture = Picture(seed)
    picture.block(440, 280, BLACK)
    for side, radius in ((-100, 40), (100, 28 + seed % 7)):
        for step, tone in ((0, (196, 164, 84)), (12, (120, 98, 44)), (20, (46, 42, 36))):
            size = max(radius - step, 5)
            picture.draw.ellipse((picture.x + side - size, picture.y - size, picture.x + side + size,
                                  picture.y + size), fill=tone)  # fmt: skip
    picture.ring(picture.x + 100, picture.y, 62)
    return picture


def print_smear(seed: int) -> Picture:
    picture = Picture(seed)
    picture.block(440, 260, WHITE)
    for line in range(4):
        y = picture.y - 70 + line * 42
        for letter in range(picture.rng.randint(5, 9)):
            x = picture.x - 170 + letter * 36
            picture.draw.rectangle((x, y, x + 22, y + 20), fill=(44, 48, 60))
            if line == seed % 4:
                picture.draw.rectangle((x + 16, y + 6, x + 50, y + 13), fill=(128, 132, 142))
    return picture


def label(seed: int) -> Picture:
    picture = Picture(seed)
    picture.draw.rectangle((picture.x - 260, picture.y - 190, picture.x + 260, picture.y + 190), fill=CARD)
    picture.draw.rectangle((picture.x - 170, picture.y - 110, picture.x + 170, picture.y + 110), fill=(248, 248, 244))
    for bar in range(42):
        if picture.rng.random() < 0.6:
            x = picture.x - 150 + bar * 7
            picture.draw.rectangle(
                (x, picture.y + 20, x + picture.rng.choice((2, 4)), picture.y + 86), fill=(30, 30, 30)
            )
    for line in range(3):
        picture.draw.line((picture.x - 150, picture.y - 84 + line * 30, picture.x + 150 - line * 70,
                           picture.y - 84 + line * 30), fill=(60, 60, 60), width=6)  # fmt: skip
    return picture


def oil(seed: int) -> Picture:
    picture = Picture(seed)
    picture.draw.rectangle((0, 0, 800, 170), fill=(196, 198, 192))
    picture.draw.rectangle((60, 40, 740, 210), fill=(72, 118, 96))
    blot = [
        (picture.x + math.cos(turn / 5) * picture.rng.randint(120, 230),
         picture.y + 120 + math.sin(turn / 5) * picture.rng.randint(40, 84))
        for turn in range(31)
    ]  # fmt: skip
    picture.draw.polygon(blot, fill=(44, 40, 30))
    return picture


def gauge(seed: int) -> Picture:
    picture = Picture(seed)
    picture.disc(210, STEEL)
    picture.draw.ellipse((picture.x - 170, picture.y - 170, picture.x + 170, picture.y + 170), fill=(246, 246, 240))
    for mark in range(60):
        turn = mark * math.tau / 60
        inner = 138 if mark % 5 == 0 else 152
        ends = [(picture.x + math.cos(turn) * far, picture.y + math.sin(turn) * far) for far in (inner, 164)]
        picture.draw.line([*ends[0], *ends[1]], fill=(40, 40, 40), width=3)
    turn = picture.rng.uniform(0, math.tau)
    tip = (picture.x + math.cos(turn) * 140, picture.y + math.sin(turn) * 140)
    picture.draw.line((picture.x, picture.y, *tip), fill=(190, 40, 30), width=6)
    return picture


def carton(seed: int) -> Picture:
    picture = Picture(seed)
    picture.draw.polygon([(160, 250), (400, 150), (640, 250), (400, 360)], fill=_toned(CARD, 24))
    picture.draw.polygon([(160, 250), (400, 360), (400, 540), (160, 420)], fill=CARD)
    picture.draw.polygon([(640, 250), (400, 360), (400, 540), (640, 420)], fill=_toned(CARD, -26))
    dent = picture.rng.randint(430, 560)
    picture.draw.polygon([(dent, 400), (dent + 60, 370), (dent + 40, 440)], fill=_toned(CARD, -70))
    picture.ring(dent + 30, 405, 64)
    return picture


def paper(seed: int) -> Picture:
    picture = Picture(seed)
    picture.draw.polygon([(190, 60), (610, 80), (590, 560), (170, 530)], fill=(248, 247, 240))
    for line in range(14):
        y = 120 + line * 30
        picture.draw.line((220, y, 220 + picture.rng.randint(120, 330), y + 8), fill=(96, 100, 112), width=5)
    if seed % 2:
        picture.ring(480, 200 + seed % 200, 50)
    return picture


def machined(seed: int) -> Picture:
    picture = Picture(seed)
    box = picture.block(460, 240, STEEL)
    for hole in range(4):
        x, y = box[0] + 70 + hole * 108, picture.y + (-60 if hole % 2 else 60)
        picture.draw.ellipse((x - 28, y - 28, x + 28, y + 28), fill=(60, 62, 66), outline=(210, 214, 218), width=4)
    x = box[0] + 70 + (seed % 4) * 108
    picture.ring(x, picture.y + (-60 if (seed % 4) % 2 else 60), 52)
    return picture


KINDS: dict[str, Callable[[int], Picture]] = {
    "specks": specks, "flash": flash, "short_shot": short_shot, "sink": sink, "streak": streak, "crack": crack,
    "weld_line": weld_line, "gate_vestige": gate_vestige, "warp": warp, "colour": colour, "insert": insert,
    "print": print_smear, "label": label, "oil": oil, "gauge": gauge, "carton": carton, "paper": paper,
    "machined": machined,
}  # fmt: skip


def jpeg(kind: str, seed: int) -> bytes:
    """A picture of one kind; another seed gives another picture, the same seed the same one."""
    return KINDS[kind](seed).jpeg()
