"""Sample contexts for the till, for `gallery.py`. The pages are in
`src/passalong/web/templates/till/`, where each template names its variables.
"""

from typing import Any

from gallery_phone import DAY, Page, Say, terms
from passalong.web.qr import qr_image


def pages(say: Say, now: int) -> list[Page]:
    """Every page of the till, on a Sunday afternoon."""
    water = say("山泉水 5 升", "山泉水 5 公升", "Spring water, 5 litres")
    goods = [
        {"id": "prod_1", "name": water, "price_minor": 1800, "currency": "CNY", "gives": 3},
        {"id": "prod_2", "name": say("山泉水 500 毫升", "山泉水 500 毫升", "Spring water, 500 ml"),
         "price_minor": 300, "currency": "CNY", "gives": 0},
        {"id": "prod_3", "name": say("陶瓷水壶", "陶瓷水壺", "Ceramic jug"),
         "price_minor": 12800, "currency": "CNY", "gives": 3},
        {"id": "prod_4", "name": say("送水上门一个月", "送水到府一個月", "Home delivery for a month"),
         "price_minor": 15600, "currency": "CNY", "gives": 3},
    ]  # fmt: skip
    giver, friend = say("王芳", "王芳", "Fang"), say("小陈", "小陳", "Chen")
    tried = say("一瓶 500 毫升山泉水", "一瓶 500 毫升山泉水", "a 500 ml bottle of spring water")
    staff = {
        "shop_name": say("清泉水铺", "清泉水舖", "Clear Spring Water"),
        "staff_name": say("店员小林", "店員小林", "Lin"),
    }
    sold = {**staff, "products": goods, "product": None, "recent": [], "found": None, "q": "",
            "after_redemption": ""}  # fmt: skip
    recent = [
        {"id": "p_1", "name": giver, "note": say("今天来过", "今天來過", "was here today")},
        {"id": "p_2", "name": say("李伟", "李偉", "Wei"),
         "note": say("尾号 2718", "末碼 2718", "phone ends in 2718")},
    ]  # fmt: skip
    link = "https://water.example/my/m4k7q2w9x/Zk3mVq8rT1yN5cB7hJ0pLw"
    handed = {
        **staff, "product": water, "amount_minor": 1800, "currency": "CNY", "buyer": "",
        "giver_number": "2047", "count": 3, "tried": tried, "qr_image": qr_image(link),
        "hand_url": link, "slips": {"receipt": "#", "a6": "#"}, "terms": terms(say),
        "until": now + 30 * DAY,
    }  # fmt: skip
    voucher = {"id": "v_1", "tried": tried, "giver": giver, "state": "claimed",
               "until": now + 12 * DAY, "code": "7K3M-Q9XT-2VB8H", "place": "2/3"}  # fmt: skip
    preview = {**staff, "voucher": voucher, "friend": "", "flags": [], "blocked": None,
               "asks_giver": False, "code": voucher["code"], "person_id": ""}  # fmt: skip
    used = say("这张券已用过（11月22日 12:03，清泉水铺）。", "這張券已使用（11月22日 12:03，清泉水舖）。",
               "This voucher was already used (Nov 22 12:03, Clear Spring Water).")  # fmt: skip
    blocked = {**preview, "voucher": {**voucher, "state": "redeemed"}, "blocked": used}
    flagged = {**preview, "asks_giver": True, "flags": [
        say("今天第三张来自同一位赠送人。", "今天第三張來自同一位贈送人。",
            "The third today from the same giver.")]}  # fmt: skip
    wrong = {"values": {"code": "7K3M-Q9XT-2VB8"}, "errors": {"code": say(
        "号码应为 13 位。", "號碼應為 13 碼。", "The code has 13 characters.")}}  # fmt: skip
    return [
        ("home", "till/home.html", sold),
        ("customer", "till/home.html", {**sold, "product": goods[0], "recent": recent}),
        ("handed", "till/handed.html", handed),
        ("slips", "till/slips_print.html", _slips(say, now, giver, tried, link)),
        ("scan", "till/scan.html", {**staff, "values": {}}),
        ("scan-wrong", "till/scan.html", {**staff, **wrong}),
        ("preview", "till/preview.html", preview),
        ("preview-flag", "till/preview.html", flagged),
        ("preview-used", "till/preview.html", blocked),
        ("done", "till/done.html", {
            **staff, "tried": tried, "giver": giver, "friend": friend, "redemption_id": "r_1",
            "products": goods, "person_id": "p_7"}),
        ("name", "till/name.html", {**staff, **_answers(say)}),
        ("name-none", "till/name.html", {**staff, "q": "王方方", "answers": []}),
        ("today", "till/today.html", {**staff, **_today(say, now, giver, tried)}),
    ]  # fmt: skip


def _slips(say: Say, now: int, giver: str, tried: str, link: str) -> dict[str, Any]:
    slip = {
        "giver": giver, "giver_number": "", "tried": tried, "qr_image": qr_image(link),
        "shop_name": say("清泉水铺", "清泉水舖", "Clear Spring Water"),
        "shop_address": say("梧桐路 12 号", "梧桐路 12 號", "12 Wutong Road"),
        "until": say("12月22日", "12月22日", "Dec 22"), "code": "7K3M-Q9XT-2VB8H",
    }  # fmt: skip
    slips = [{**slip, "place": f"{n}/3"} for n in (1, 2, 3)]
    slips[2] = {**slips[2], "giver": "", "giver_number": "2047"}
    return {"slips": slips, "terms": terms(say), "size": "receipt", "other_url": "#",
            "back_url": "#"}  # fmt: skip


def _answers(say: Say) -> dict[str, Any]:
    found = [
        ("王芳", "王芳", "Fang Wang", "2718", 96, 3),
        ("王方", "王方", "Fang Wong", "0042", 81, 1),
        ("汪芳", "汪芳", "Feng Wang", "9913", 64, 2),
    ]
    return {"q": say("王芳", "王芳", "fang"), "answers": [
        {"person_id": f"p_{tail}", "name": say(*names), "hint": f"…{tail}",
         "confidence": match, "to_give": left, "tried": ""}
        for *names, tail, match, left in found]}  # fmt: skip


def _today(say: Say, now: int, giver: str, tried: str) -> dict[str, Any]:
    minute = 60_000
    staff = say("店员小林", "店員小林", "Lin")
    return {
        "sold_count": 14, "handed_count": 36, "tried_count": 9, "bought_count": 4,
        "unnamed": [{"giver_number": "2047", "count": 3, "at": now - 40 * minute, "name_url": "#"}],
        "redemptions": [
            {"id": f"r_{n}", "at": now - n * 37 * minute, "tried": tried, "giver": giver,
             "staff": staff, "state": state, "undo_url": "#" if n == 1 else None}
            for n, state in enumerate(("redeemed", "converted", "redeemed", "void"), 1)],
    }  # fmt: skip
