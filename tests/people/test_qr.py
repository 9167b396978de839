"""The code on the screen is the one that an app reads."""

from bot.people.qr import qr_picture


def test_the_picture_has_a_quiet_zone_and_draws_each_dark_module_once() -> None:
    picture = qr_picture("otpauth://totp/Shoptalk:ann%40shop.example?secret=JBSWY3DPEHPK3PXP&issuer=Shoptalk")
    moves = picture.path.split("M")[1:]
    places = {tuple(map(int, move.split("h")[0].split())) for move in moves}
    assert len(places) == len(moves)
    inside = range(4, picture.size - 4)
    assert all(x in inside and y in inside for x, y in places)
    # The three finders, and none where the fourth corner is.
    last = picture.size - 5
    assert {(4, 4), (last, 4), (4, last), (7, 7)} <= places
    assert sum((x, y) in places for x in range(4, 11) for y in range(4, 11)) == 33


def test_another_secret_is_another_picture() -> None:
    assert qr_picture("one").path != qr_picture("two").path
    assert qr_picture("one") == qr_picture("one")
