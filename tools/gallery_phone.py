"""Sample contexts for the customer's phone, for `gallery.py`. The pages are in
`src/passalong/web/templates/phone/`, where each template names its variables.
"""

from collections.abc import Callable
from typing import Any

from passalong.web.qr import qr_image

DAY = 24 * 3600 * 1000
Say = Callable[[str, str, str], str]
Page = tuple[str, str, dict[str, Any]]


def terms(say: Say) -> dict[str, Any]:
    """Terms of the water shop's campaign."""
    return {
        "tried": say(
            "一瓶 500 毫升山泉水", "一瓶 500 毫升山泉水", "a 500 ml bottle of spring water"
        ),
        "vouchers_per_purchase": 3,
        "gives_again_after": "bought",
        "validity_days": 30,
        "claims_max": 1,
        "hold_max": 5,
        "shop_names": [say("清泉水铺", "清泉水舖", "Clear Spring Water")],
        "thanks": "none",
        "new_customers_only": False,
        "stock_left": 126,
        "ends_at": None,
    }


def pages(say: Say, now: int) -> list[Page]:
    """Every page of the phone, with what a living shop would put there."""
    tried = say("试喝一瓶山泉水", "試喝一瓶山泉水", "Try a bottle of spring water")
    giver = say("王芳", "王芳", "Fang")
    place = {
        "shop_name": say("清泉水铺", "清泉水舖", "Clear Spring Water"),
        "shop_address": say("梧桐路 12 号", "梧桐路 12 號", "12 Wutong Road"),
        "map_url": "#map",
    }
    common = {
        "giver": giver, "tried": tried, "until": now + 28 * DAY, "terms": terms(say), **place,
    }  # fmt: skip
    link = "https://water.example/v/m4k7q2w9x/Zk3mVq8rT1yN5cB7hJ0pLw"
    friend = {
        **common, "picture": None, "claim_url": "#", "can_claim": True, "privacy_url": "#",
        "hours": say("每天 8:00–20:00", "每天 8:00–20:00", "daily 8:00–20:00"),
        "giver_words": say("泡茶特别好喝，你也试试。", "泡茶特別好喝，你也試試。",
                           "It makes wonderful tea. Try it."),
    }  # fmt: skip
    claimed = {
        **common, "qr_image": qr_image(link), "code": "7K3M-Q9XT-2VB8H", "just_claimed": True,
        "calendar_url": "#", "my_url": "#",
    }  # fmt: skip
    closed = {**place, "giver": giver, "tried": tried, "starts_at": now + 3 * DAY, "my_url": "#"}
    give = {
        **common, "to_give_count": 3, "give_url": "#", "named_url": "#", "back_url": "#",
        "ways": ["forwarded_link", "in_person", "paper_slip", "spoken_name"],
        "values": {"way": "forwarded_link"},
    }  # fmt: skip
    words = say(
        f"昨天买了瓶水，泡茶挺好喝。店里给了我几张试喝券，你路过可以免费试一瓶，不用买。\n{link}",
        f"昨天買了瓶水，泡茶很好喝。店家給我幾張試喝券，你路過可以免費試一瓶，不用買。\n{link}",
        "I bought this water yesterday and it makes good tea. The shop gave me a few vouchers: "
        f"you can try a bottle for free, no need to buy.\n{link}",
    )
    given = {
        **common, "way": "forwarded_link", "count": 1, "link": link, "text": words,
        "qr_image": None, "slips_url": None, "returns_at": now + DAY, "recall_url": "#",
        "my_url": "#",
    }  # fmt: skip
    in_person = {**given, "way": "in_person", "qr_image": qr_image(link), "returns_at": None}
    reasons = ("claimed", "expired", "recalled", "not_started", "not_found")
    return [
        ("voucher", "phone/voucher.html", friend),
        ("claimed", "phone/claimed.html", claimed),
        ("my", "phone/my.html", {**_my(say, now, tried, giver), **place, "terms": terms(say)}),
        ("my-empty", "phone/my.html", {
            **place, "terms": terms(say), "name": giver, "just_bought": False, "to_give": [],
            "underway": [], "to_use": [], "given": []}),
        ("give", "phone/give.html", give),
        ("given", "phone/given.html", given),
        ("given-in-person", "phone/given.html", {**in_person, "recall_url": None}),
        *[(f"closed-{one}", "phone/voucher_closed.html", {**closed, "reason": one})
          for one in reasons],
        ("message", "phone/message.html", {
            "tone": "warn", "next_url": "#", "next_text": say("回首页", "回首頁", "Back"),
            "heading": say("请稍等", "請稍候", "One moment, please"),
            "text": say("请求太频繁，30 秒后再试。", "請求過於頻繁，請 30 秒後再試。",
                        "Too many requests. Retry in 30 s.")}),
    ]  # fmt: skip


def _my(say: Say, now: int, tried: str, giver: str) -> dict[str, Any]:
    hour = DAY // 24
    return {
        "name": giver,
        "just_bought": True,
        "to_give": [
            {"id": f"v{n}", "tried": tried, "until": now + 30 * DAY, "give_url": "#"}
            for n in (1, 2, 3)
        ],
        "underway": [{
            "id": "v4", "tried": tried, "offered_at": now - 3 * hour, "returns_at": now + 21 * hour,
            "show_url": "#", "recall_url": "#"}],
        "to_use": [{
            "tried": say("瑜伽体验课一节", "瑜珈體驗課一堂", "One yoga class"),
            "giver": say("李伟", "李偉", "Wei"), "until": now + 12 * DAY, "url": "#"}],
        "given": [
            {"tried": tried, "thread": [
                {"kind": "given", "at": now - 9 * DAY}, {"kind": "claimed", "at": now - 9 * DAY},
                {"kind": "tried", "at": now - 5 * DAY}, {"kind": "bought", "at": now - 2 * DAY}]},
            {"tried": tried, "thread": [
                {"kind": "given", "at": now - 6 * DAY},
                {"kind": "returned", "at": now - 5 * DAY}]},
        ],
    }  # fmt: skip
