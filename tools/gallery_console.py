"""Sample contexts for the console, for `gallery.py`. The pages are in
`src/passalong/web/templates/console/`, where each template names its variables.
"""

from random import Random
from typing import Any

from gallery_phone import DAY, Page, Say, terms

HOUR = DAY // 24


def pages(say: Say, now: int) -> list[Page]:
    """Every page of the console, after six weeks of a running campaign."""
    shop = {
        "shop_name": say("清泉水铺", "清泉水舖", "Clear Spring Water"),
        "staff_name": say("店主 赵敏", "店主 趙敏", "Min Zhao, owner"),
    }
    campaign = {"id": "camp_1", "name": say("买水送三张试喝券", "買水送三張試喝券", "Three to try"),
                "state": "running", "version": 2, "starts_at": now - 42 * DAY,
                "ends_at": now + 48 * DAY}  # fmt: skip
    loop = {"links": ring_links(), "heart": say("一传三", "一傳三", "one gives three"),
            "heart_soft": say("近 30 天", "近 30 天", "last 30 days")}  # fmt: skip
    sentence = say("24 位朋友这周第一次来试喝，其中 9 位成了顾客。",
                   "24 位朋友本週第一次來試喝，其中 9 位成了顧客。",
                   "24 friends tried for the first time this week; 9 of them became customers.")  # fmt: skip
    paging = {"newer_url": None, "older_url": "#", "csv_url": "#", "filtered": False}
    campaigns = [("camp_1", campaign["name"])]
    people = _people(say, now)
    vouchers = _vouchers(say, now)
    orders = _orders(say, now)
    return [
        ("signin", "console/signin.html", {**shop, "next": "/", "refusal": None}),
        ("front", "console/front.html", {**shop, **loop, **_front(say, now), "sentence": sentence}),
        ("welcome", "console/welcome.html", {**shop, "at": 1}),
        ("welcome-last", "console/welcome.html", {**shop, "at": 6}),
        ("campaigns", "console/campaigns.html", {
            **shop, **paging, "state": "",
            "counts": {"": 2, "running": 1, "draft": 1, "paused": 0, "ended": 0},
            "campaigns": [
                {**campaign, "tried": terms(say)["tried"], "given": 642, "tried_count": 218,
                 "bought": 97},
                {**campaign, "id": "camp_2", "state": "draft", "ends_at": None, "given": 0,
                 "name": say("带朋友来上课", "帶朋友來上課", "Bring a friend for a class"),
                 "tried": say("瑜伽课一节", "瑜珈課一堂", "one yoga class"), "tried_count": 0,
                 "bought": 0}]}),
        ("campaigns-empty", "console/campaigns.html", {
            **shop, **paging, "older_url": None, "state": "", "counts": {"": 0}, "campaigns": []}),
        ("campaign-new", "console/campaign_new.html", {**shop, **_new_campaign(say)}),
        ("campaign", "console/campaign.html", {
            **shop, **loop, "campaign": campaign, "terms": terms(say), "sentence": sentence,
            "steps": [(say("送出", "送出", "given"), 642, "#"), (say("领取", "領取", "claimed"), 391, "#"),
                      (say("体验", "體驗", "tried"), 218, "#"), (say("成交", "成交", "bought"), 97, "#")],
            "actions": ["pause", "end"], "blocked_because": None, "stock": 400, "stock_used": 274,
            "budget_minor": None, "budget_used_minor": 0, "currency": "CNY",
            "givers": [{"name": one["name"], "url": "#", "given": 3 * n, "tried": n + 1,
                        "bought": n} for n, one in enumerate(people, 1)]}),
        ("cascade", "console/cascade.html", {
            **shop, "sentence": sentence, "drawing": forest(say), "campaigns": campaigns,
            "generations": [(say("第一代", "第一代", "First"), 64, None),
                            (say("第二代", "第二代", "Second"), 97, None),
                            (say("第三代", "第三代", "Third"), 41, None),
                            (say("第四代", "第四代", "Fourth"), 12, None)],
            "refresh_seconds": 0}),
        ("vouchers", "console/vouchers.html", {
            **shop, **paging, "vouchers": vouchers, "campaigns": campaigns}),
        ("people", "console/people.html", {**shop, **paging, "people": people}),
        ("person", "console/person.html", {**shop, **_person(say, now, people, vouchers, orders)}),
        ("orders", "console/orders.html", {**shop, **paging, "orders": orders}),
        ("order", "console/order.html", {**shop, **_order(say, now, vouchers)}),
        ("catalog", "console/catalog.html", {**shop, "products": _products(say)}),
        ("product", "console/product.html", {
            **shop, "product": None, "form_url": "#", "currency": "CNY", "picture": None,
            "values": {"price": "18.0a", "on_sale": "yes"},
            "errors": {"price": say("请输入金额，例如 18.00", "請輸入金額，例如 18.00",
                                    "Please enter an amount such as 18.00")}}),
        ("settings", "console/settings.html", {**shop, **_settings(say, now)}),
    ]  # fmt: skip


def ring_links() -> list[dict[str, Any]]:
    """The six links of the ring."""
    return [{"count": count, "url": "#"} for count in (214, 642, 391, 218, 97, 291)]


def forest(say: Say) -> dict[str, Any]:
    """A few trees, laid out roughly: the real lay-out is computed elsewhere."""
    draw = Random(7)
    nodes, branches, level = [], [], 84
    rows = [[(90 + 130 * tree, None) for tree in range(7)]]
    for depth in range(1, 5):
        rows.append([
            (x + (n - 1) * 78 / depth**1.2 + draw.uniform(-6, 6), (x, 44 + level * (depth - 1)))
            for x, _ in rows[-1] for n in range(draw.choice((0, 1, 2, 3) if depth > 1 else (2, 3)))
        ])  # fmt: skip
    states = ["converted", "converted", "redeemed", "claimed", "offered", "expired"]
    for depth, row in enumerate(rows):
        for x, parent in row:
            y = 44 + level * depth
            if parent:
                branches.append({"x1": round(parent[0]), "y1": parent[1], "x2": round(x), "y2": y})
            state = "converted" if depth == 0 else draw.choice(states)
            nodes.append({"x": round(x), "y": y, "size": 9 - depth, "state": state, "url": "#",
                          "title": say("王芳", "王芳", "Fang")})  # fmt: skip
    names = [say(f"第 {n} 代", f"第 {n} 代", f"generation {n}") for n in range(5)]
    return {"width": 960, "height": 430, "nodes": nodes, "branches": branches,
            "levels": [{"y": 60 + level * n, "name": names[n]} for n in range(5)]}  # fmt: skip


def _front(say: Say, now: int) -> dict[str, Any]:
    ways = [
        ("product", say("试过的人里，十位有四位买了。", "試過的人裡，十位有四位買了。", "Four of ten who try it buy it."),
         "97", say("位朋友成了顾客", "位朋友成了顧客", "friends became customers"),
         say("看看谁试了没买", "看看誰試了沒買", "See who tried and did not buy")),
        ("fission", say("一位顾客平均带来 0.9 位新顾客。", "一位顧客平均帶來 0.9 位新顧客。", "A customer brings 0.9 new customers on average."),
         "4", say("代", "代", "generations"), say("打开传播图", "打開擴散圖", "Open the cascade")),
        ("social", say("12 位赠送人还有券没送出。", "12 位贈送人還有票券沒送出。", "12 givers still have vouchers to give."),
         "31", say("张待送出", "張待送出", "to give"), say("送上一句合适的话", "送上一句合適的話", "Give them words that fit")),
    ]  # fmt: skip
    actions = [
        (say("给王芳道声谢", "向王芳道聲謝", "Thank Fang"), say("她的两位朋友这周都买了", "她的兩位朋友本週都買了", "Two of her friends bought this week"), 2),
        (say("补印试喝券", "補印試喝券", "Print more slips"), say("收银台只剩 6 张", "櫃檯只剩 6 張", "6 are left at the till"), 3),
        (say("给 3 位没有名字的赠送人补名字", "替 3 位沒有名字的贈送人補上名字", "Name three anonymous givers"), say("朋友会报他们的名字", "朋友會報他們的名字", "Their friends will say the names"), 4),
    ]  # fmt: skip
    return {
        "show_welcome": True, "minutes_choices": [5, 10, 20],
        "ways": [{"key": key, "says": says, "value": value, "value_says": what, "next_text": act,
                  "next_url": "#", "url": "#"} for key, says, value, what, act in ways],
        "today": {"minutes": 10, "actions": [
            {"text": text, "why": why, "minutes": n, "url": "#"} for text, why, n in actions]},
        "changes": [
            {"text": say("小陈试喝后买了一桶", "小陳試喝後買了一桶", "Chen tried and bought"), "at": now - 12 * 60_000, "url": "#"},
            {"text": say("李伟送出两张", "李偉送出兩張", "Wei gave two away"), "at": now - 3 * HOUR, "url": "#"}],
    }  # fmt: skip


def _new_campaign(say: Say) -> dict[str, Any]:
    return {
        "templates": [
            {"key": "three-trial-vouchers", "name": say("三张体验券", "三張體驗券", "Three trial vouchers"),
             "note": say("每位买家拿三张送朋友。", "每位買家拿三張送朋友。", "Every buyer gets three for friends.")},
            {"key": "bring-a-friend", "name": say("带朋友来上课", "帶朋友來上課", "Bring a friend for a class"),
             "note": say("每次上课带一位朋友。", "每次上課帶一位朋友。", "One friend along with each class.")},
            {"key": "new-product-tasting", "name": say("新品试用", "新品試用", "New product tasting"),
             "note": say("先请老客带朋友尝新。", "先請老顧客帶朋友嚐鮮。", "Regulars bring friends to taste it first.")}],
        "products": [(one["id"], one["name"]) for one in _products(say)], "can_start": True,
        "values": {"template": "three-trial-vouchers", "product_id": "prod_1", "validity_days": 30,
                   "tried_product_id": "prod_2", "vouchers_per_purchase": 3},
    }  # fmt: skip


def _products(say: Say) -> list[dict[str, Any]]:
    goods = [
        (say("山泉水 5 升", "山泉水 5 公升", "Spring water, 5 litres"), 1800, None, 3),
        (say("山泉水 500 毫升", "山泉水 500 毫升", "Spring water, 500 ml"), 300, None, 0),
        (say("陶瓷水壶", "陶瓷水壺", "Ceramic jug"), 12800, 14, 3),
    ]
    return [{"id": f"prod_{n}", "name": name, "price_minor": price, "currency": "CNY",
             "stock": stock, "picture": None, "gives": gives, "on_sale": True}
            for n, (name, price, stock, gives) in enumerate(goods, 1)]  # fmt: skip


def _people(say: Say, now: int) -> list[dict[str, Any]]:
    names = [say("王芳", "王芳", "Fang Wang"), say("李伟", "李偉", "Wei Li"), say("陈静怡", "陳靜怡", "Jingyi Chen"),
             say("欧阳小云", "歐陽小雲", "Xiaoyun Ouyang"), "Michael"]  # fmt: skip
    return [{"id": f"p_{n}", "name": name, "given": 3 * n, "brought": n % 3,
             "note": say("由王芳带来", "由王芳帶來", "brought by Fang") if n > 1 else "",
             "last_at": now - n * 9 * HOUR} for n, name in enumerate(names, 1)]  # fmt: skip


def _vouchers(say: Say, now: int) -> list[dict[str, Any]]:
    states = ["held", "offered", "claimed", "redeemed", "converted", "expired", "void"]
    friend = say("小陈", "小陳", "Chen")
    return [{"id": f"v_{n}", "tried": terms(say)["tried"], "state": state, "giver_url": "#",
             "giver": say("王芳", "王芳", "Fang"), "friend_url": "#" if n in (2, 3, 4) else None,
             "friend": friend if n in (2, 3, 4) else "", "until": now + (20 - n) * DAY,
             "changed_at": now - n * 7 * HOUR, "url": "#"}
            for n, state in enumerate(states)]  # fmt: skip


def _orders(say: Say, now: int) -> list[dict[str, Any]]:
    states = ["placed", "paid", "shipped", "received", "partly_refunded", "canceled"]
    return [{"id": f"ord_{n}", "number": f"A-{1048 - n}", "buyer_url": "#" if n != 2 else None,
             "buyer": say("王芳", "王芳", "Fang Wang") if n != 2 else "", "amount_minor": 1800 * (n + 1),
             "product": say("山泉水 5 升", "山泉水 5 公升", "Spring water, 5 litres"), "currency": "CNY",
             "state": state, "placed_at": now - n * 11 * HOUR} for n, state in enumerate(states)]  # fmt: skip


def _person(say: Say, now: int, people: Any, vouchers: Any, orders: Any) -> dict[str, Any]:
    kinds = ["friend_bought", "friend_tried", "friend_claimed", "gave", "got_vouchers", "bought",
             "tried", "claimed"]  # fmt: skip
    return {
        "person": {"id": "p_1", "name": say("王芳", "王芳", "Fang Wang"), "phone": "138 •••• 2718",
                   "since": now - 60 * DAY, "named_as": say("芳姐", "芳姐", "Fang")},
        "brought_by": {"name": say("李伟", "李偉", "Wei Li"), "url": "#"},
        "sentence": say("送出 6 张，4 位朋友来试过，2 位买了。", "送出 6 張，4 位朋友來試過，2 位買了。",
                        "Gave 6; 4 friends came to try, 2 bought."),
        "story": [{"kind": kind, "at": now - n * 2 * DAY, "tried": terms(say)["tried"],
                   "who": say("小陈", "小陳", "Chen"), "url": None} for n, kind in enumerate(kinds)],
        "brought": [{"name": one["name"], "url": "#", "note": one["note"]} for one in people[1:3]],
        "vouchers": vouchers[:3], "orders": orders[:2], "page_url": "#",
    }  # fmt: skip


def _order(say: Say, now: int, vouchers: Any) -> dict[str, Any]:
    lin = say("小林", "小林", "Lin")
    return {
        "order": {"id": "ord_1", "number": "A-1047", "state": "paid", "placed_at": now - DAY,
                  "amount_minor": 3600, "refunded_minor": 0, "currency": "CNY",
                  "shop_name": say("清泉水铺", "清泉水舖", "Clear Spring Water")},
        "buyer": {"name": say("小陈", "小陳", "Chen"), "url": "#"},
        "lines": [{"name": say("山泉水 5 升", "山泉水 5 公升", "Spring water, 5 litres"),
                   "quantity": 2, "amount_minor": 3600}],
        "events": [{"kind": "placed", "at": now - DAY, "staff": lin},
                   {"kind": "paid", "at": now - DAY + 60_000, "staff": lin}],
        "vouchers": vouchers[:3], "voucher_giver": {"name": say("王芳", "王芳", "Fang"), "url": "#"},
        "actions": ["ship", "receive", "refund", "cancel"],
    }  # fmt: skip


def _settings(say: Say, now: int) -> dict[str, Any]:
    roles = [("owner", say("店主", "店主", "owner")), ("manager", say("店长", "店長", "manager")),
             ("clerk", say("店员", "店員", "clerk"))]  # fmt: skip
    return {
        "values": {"name": say("清泉水铺", "清泉水舖", "Clear Spring Water"), "language": "zh-Hans",
                   "organiser": say("清泉商贸有限公司", "清泉商行", "Clear Spring Trading Ltd"),
                   "currency": "CNY", "zone": "Asia/Shanghai"},
        "languages_offered": [("zh-Hans", "简体"), ("zh-Hant", "繁體"), ("en", "English")],
        "currencies": [("CNY", "CNY ¥"), ("TWD", "TWD $"), ("HKD", "HKD $")],
        "zones": [("Asia/Shanghai", "Asia/Shanghai"), ("Asia/Taipei", "Asia/Taipei")],
        "shops": [], "roles": roles, "staff_values": {}, "staff_errors": {}, "new_key": None,
        "staff": [
            {"id": "s1", "name": say("赵敏", "趙敏", "Min Zhao"), "role": "owner", "is_you": True,
             "last_seen_at": now - 60_000},
            {"id": "s2", "name": say("小林", "小林", "Lin"), "role": "clerk", "is_you": False,
             "last_seen_at": now - 5 * HOUR}],
        "keys": [{"id": "key_1", "name": say("网店", "網路商店", "Online shop"), "made_at": now - 9 * DAY,
                  "scopes": ["orders:write", "vouchers:read"], "used_at": now - HOUR}],
        "pack": "cn",
    }  # fmt: skip
