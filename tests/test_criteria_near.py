"""What is near a label on pages of many makes: its row, its value, its card; not what only mentions it."""
# ruff: noqa: E501 (pages are easier to read unbroken)

import pytest

from rubrics.criteria.registry import parse_criterion
from rubrics.scene import StepScene
from tasks.evidence import StepEvidence
from tests.pages import SETTING, Stage

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

LAYOUTS: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    "dl grid": (
        '<style>dl{display:grid;grid-template-columns:1fr auto;width:320px}dd{margin:0}</style><div style="width:340px;padding:10px;border:1px solid"><p>€47.00 away from free shipping</p><dl><dt>Subtotal</dt><dd>€153.00</dd><dt>Shipping</dt><dd>€9.50</dd><dt>To pay</dt><dd>€162.50</dd></dl></div>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153", "162"),
    ),
    "flex rows, note below its row": (
        '<style>.r{display:flex;justify-content:space-between}</style><section style="width:340px;border:1px solid"><div class=r><span>Subtotal</span><b>€153.00</b></div><div class=r><span>Shipping</span><b>€9.50</b></div><p>€47.00 away from free shipping</p><div class=r><span>To pay</span><b>€162.50</b></div></section>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153", "162"),
    ),
    "table": (
        '<table style="width:400px"><tr><td>Subtotal<td>€153.00<tr><td>Shipping<td>€9.50<tr><td colspan=2>Only €47.00 to go: shipping will be free<tr><td>To pay<td>€162.50</table>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153", "162"),
    ),
    "one text, br": (
        "<div>Subtotal: €153.00<br>Shipping: €9.50<br>Only €47.00 away from free shipping<br>To pay: €162.50</div>",
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b",),
    ),
    "wrapped note": (
        '<div style="width:180px"><div style="display:flex;justify-content:space-between"><span>Shipping</span><span>€9.50</span></div><p style="margin:2px 0">You are €47.00 away from free and fast shipping to your door</p></div>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b",),
    ),
    "stacked": (
        '<div style="display:flex;gap:60px"><div><div>Subtotal</div><b>€153.00</b></div><div><div>Shipping</div><b>€9.50</b></div><div><div>To pay</div><b>€162.50</b></div></div><small>Add €47.00 for free shipping</small>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153", "162"),
    ),
    "free": (
        '<style>dl{display:grid;grid-template-columns:1fr auto;width:320px}dd{margin:0}</style><div style="width:340px"><p>You have free shipping</p><dl><dt>Subtotal</dt><dd>€217.00</dd><dt>Shipping</dt><dd>Free</dd><dt>To pay</dt><dd>€217.00</dd></dl></div>',
        "Shipping",
        (r"\bfree\b",),
        ("217",),
    ),
    "card and its button": (
        "<style>li{border:1px solid;padding:8px;width:260px;list-style:none}</style><ul><li><h3>Milk</h3><p>€2.00</p><button>Remove Milk</button></li><li><h3>Bread</h3><p>€3.00</p><button>Remove Bread</button></li></ul>",
        "Milk",
        (r"2\.00", "Remove"),
        (r"3\.00",),
    ),
    "single card, its button": (
        '<div style="border:1px solid;width:260px"><h3>Milk</h3><p>€2.00</p><button>Remove Milk</button></div>',
        "Milk",
        (r"2\.00", "Remove"),
        (),
    ),
    "list items": (
        '<ul style="width:300px"><li>Subtotal <b>€153.00</b></li><li>Shipping <b>€9.50</b></li><li>Get free shipping for €47.00 more</li><li>To pay <b>€162.50</b></li></ul>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153", "162"),
    ),
    "aside, floats": (
        '<aside style="width:300px;border:1px solid;padding:12px"><h2>Order summary</h2><p><span>Items (2)</span><span style="float:right">€153.00</span></p><p><span>Shipping (standard)</span><span style="float:right">€9.50</span></p><p style="color:green">Tip: orders over €200 ship free. No shipping fee!</p><p><b>Total</b><b style="float:right">€162.50</b></p></aside>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153", "162"),
    ),
    "absolute": (
        '<style>div{position:absolute}</style><div style="left:40px;top:40px">Subtotal</div><div style="left:240px;top:40px">€153.00</div><div style="left:40px;top:70px">Shipping</div><div style="left:240px;top:70px">€9.50</div><div style="left:40px;top:100px">Free shipping from €200.00</div><div style="left:40px;top:130px">To pay</div><div style="left:240px;top:130px">€162.50</div>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153", "162"),
    ),
    "value first": (
        '<div style="width:320px"><div><b>€153.00</b> Subtotal</div><div><b>€9.50</b> Shipping</div><div>€47.00 to go until shipping is free</div><div><b>€162.50</b> To pay</div></div>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153", "162"),
    ),
    "banner with link": (
        '<header style="background:#eee">Free <a href="#">shipping</a> from €200</header><main><h1>Your cart</h1><div style="display:grid;grid-template-columns:200px 100px"><span>Subtotal</span><span>€153.00</span><span>Shipping</span><span>€9.50</span><span>To pay</span><span>€162.50</span></div></main>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153", "162"),
    ),
    "columns with foot": (
        '<table style="width:500px;text-align:left"><thead><tr><th>Subtotal<th>Shipping<th>To pay<tbody><tr><td>€153.00<td>€9.50<td>€162.50<tfoot><tr><td colspan=3>Buy for €47.00 more and your shipping is free</table>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153", "162"),
    ),
    "colon": (
        '<div style="width:300px;border:1px solid"><div><label>Subtotal:</label> <output>€153.00</output></div><div><label>Shipping:</label> <output>€9.50</output></div><div><em>€47.00 away from free shipping!</em></div><div><label>To pay:</label> <output>€162.50</output></div></div>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153", "162"),
    ),
    "nav link": (
        '<nav><a href="#">Home</a> <a href="#">Free shipping</a></nav><div style="margin-top:40px"><p>Subtotal: €153.00</p><p>Shipping: €9.50</p><p>To pay: €162.50</p></div>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b",),
    ),
    "toast": (
        '<div style="position:fixed;right:10px;bottom:10px;background:#222;color:#fff;padding:10px">Almost there: free shipping at €200</div><dl><dt>Subtotal<dd>€153.00<dt>Shipping<dd>€9.50<dt>To pay<dd>€162.50</dl>',
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b",),
    ),
    "shadow": (
        "<x-sum></x-sum><script>document.querySelector(\"x-sum\").attachShadow({mode:\"open\"}).innerHTML=\"<div style='width:300px'><div style='display:flex;justify-content:space-between'><i>Subtotal</i><i>€153.00</i></div><div style='display:flex;justify-content:space-between'><i>Shipping</i><i>€9.50</i></div><small>€47.00 more for free shipping</small></div>\"</script>",
        "Shipping",
        (r"9\.50",),
        (r"\bfree\b", "153"),
    ),
    "shipping is free": (
        '<ul style="width:300px"><li>Subtotal <b>€217.00</b></li><li>Shipping <b>free</b></li><li>You have got free shipping</li></ul>',
        "Shipping",
        (r"\bfree\b",),
        ("217",),
    ),
    "one text, free": (
        "<p>Subtotal: €217.00</p><p>Shipping: FREE</p><p>Add nothing more, shipping costs you nothing</p>",
        "Shipping",
        (r"\bfree\b",),
        (),
    ),
    "battery": (
        "<style>.r{display:flex;justify-content:space-between;width:260px}</style><div class=r><span>Wi-Fi</span><span>on</span></div><div class=r><span>Battery</span><span>80 %</span></div><p>A low battery is reported at 20 %</p><div class=r><span>Volume</span><span>35 %</span></div>",
        "Battery",
        (r"\b80\b",),
        (r"\b20\b", r"\b35\b"),
    ),
    "email hint": (
        '<form><p><label>Email <input value="ann@example.org"></label></p><p><small>We never share your email with anybody</small></p><p><label>Name <input value="Ann"></label></p></form>',
        "Email",
        ("ann@",),
        ("share",),
    ),
    "seats": (
        '<div style="display:grid;grid-template-columns:120px 80px;width:220px"><b>Seats</b><span>2</span><b>Price</b><span>€44.00</span></div><p>Only 7 seats left at this price</p>',
        "Seats",
        (r"\b2\b",),
        (r"\b7\b", "44"),
    ),
    "error below its field": (
        '<form style="width:300px"><div><label>Email <input value="ann"></label></div><p style="color:red">This is no address</p><div><label>Name <input value="Ann"></label></div></form>',
        "Email",
        ("no address",),
        (),
    ),
    "product page": (
        '<main style="width:500px"><h1>Paper Moon</h1><p>€64.00</p><p>Folded rice paper, 45 cm across</p><button>Add Paper Moon to cart</button></main>',
        "Paper Moon",
        ("64", "45 cm", "Add"),
        (),
    ),
    "cards that mention": (
        "<style>article{border:1px solid;width:300px;padding:8px;margin:8px}</style><div><article><h3>Milk</h3><p>Our milk is fresh: 3.5 % fat</p><b>€2.00</b></article><article><h3>Bread</h3><p>Good with milk: 2 slices</p><b>€3.00</b></article></div>",
        "Milk",
        ("3.5", "€2"),
        ("2 slices", "€3"),
    ),
    "cart rows of two lines": (
        "<style>li{list-style:none;width:320px;border-bottom:1px solid}.t{display:flex;justify-content:space-between}</style><ul><li><div class=t><b>Paper Moon</b><b>€128.00</b></div><div>2 × €64.00</div></li><li><div class=t><b>Dune lamp</b><b>€89.00</b></div><div>1 × €89.00</div></li></ul>",
        "Paper Moon",
        ("2 ×", "128"),
        ("1 ×", "89"),
    ),
    "review count": (
        '<div style="width:300px"><h2>Reviews</h2><p>4.5 of 5</p><p>12 people wrote one</p></div><p>No reviews were removed in 2025</p>',
        "Reviews",
        ("4.5", "12 people"),
        ("2025",),
    ),
    "ticket": (
        '<div style="width:360px;border:1px solid;padding:10px;font:15px sans-serif"><div style="display:grid;grid-template-columns:1fr 1fr 1fr"><div><small>Gate</small><div>B12</div></div><div><small>Seat</small><div>8F</div></div><div><small>Group</small><div>3</div></div></div><p>Be at the gate 40 minutes early</p></div>',
        "Gate",
        ("B12",),
        ("40", "8F", r"\b3\b"),
    ),
    "settings": (
        '<style>.s{display:flex;align-items:center;justify-content:space-between;width:380px;padding:6px}</style><div class=s><span>Notifications</span><button>Off</button></div><div style="color:#666">Turn notifications on to hear of changes</div><div class=s><span>Dark theme</span><button>On</button></div>',
        "Notifications",
        (r"\boff\b",),
        (r"\bon\b",),
    ),
    "order table": (
        "<table border=1><tr><th>Item<th>Tax<th>Sum<tr><td>Lamp<td>€3.80<td>€20.00<tr><td>Vase<td>€1.90<td>€10.00</table><p>Tax is included: 19 %</p>",
        "Lamp",
        (r"3\.80", r"20\.00"),
        (r"1\.90", "19 %"),
    ),
    "profile dl": (
        '<dl style="width:300px"><div style="display:flex;gap:40px"><dt>Plan</dt><dd>Basic</dd></div><div style="display:flex;gap:40px"><dt>Seats</dt><dd>5</dd></div><div>Change your plan to Premium for 20 seats</div></dl>',
        "Plan",
        ("basic",),
        ("premium", r"\b5\b"),
    ),
    "weather": (
        '<section style="display:flex;gap:30px"><div style="width:120px;border:1px solid"><b>Monday</b><p>12°</p><p>Rain</p></div><div style="width:120px;border:1px solid"><b>Tuesday</b><p>15°</p><p>Sun</p></div></section><p>After the rain on Monday it gets warmer: up to 22°</p>',
        "Monday",
        ("12°", "rain"),
        ("15°", "22°", "sun"),
    ),
    "timer": (
        '<main style="text-align:center;width:400px"><div style="font-size:40px">24:10</div><div>Focus</div><div style="margin-top:50px">Next: a break of 5 minutes, then focus for 50</div></main>',
        "Focus",
        ("24:10",),
        (r"\b50\b",),
    ),
    "chat": (
        "<style>.m{border:1px solid;padding:6px;margin:6px;width:320px}</style><div class=m><b>Ann</b> <small>09:00</small><div>Where is Bob?</div></div><div class=m><b>Bob</b> <small>09:05</small><div>Here I am, Ann</div></div>",
        "Bob",
        ("09:05", "Here"),
        ("09:00", "Where"),
    ),
    "score with help": (
        '<div style="display:flex;gap:50px"><div>Score <b>12</b></div><div>Best <b>40</b></div></div><p style="width:260px">Every merge adds to your score; the best score ever was 9000</p>',
        "Score",
        (r"\b12\b",),
        ("9000",),
    ),
    "radio list": (
        '<fieldset style="width:300px"><legend>Delivery</legend><label style="display:block"><input type=radio>Express <span style="float:right">€12.00</span></label><label style="display:block"><input type=radio>Standard <span style="float:right">€4.00</span></label><p>Express delivery is free for members</p></fieldset>',
        "Express",
        (r"12\.00",),
        (r"4\.00", r"\bfree\b"),
    ),
    "repos": (
        '<ul style="list-style:none;width:420px"><li style="border-bottom:1px solid"><a href="#"><b>parser</b></a><p>Reads text. Needs lexer 2</p><span>★ 41</span></li><li style="border-bottom:1px solid"><a href="#"><b>lexer</b></a><p>Makes tokens for parser</p><span>★ 7</span></li></ul>',
        "lexer",
        ("★ 7", "tokens"),
        ("41", "Reads"),
    ),
    "heading with content": (
        '<article style="width:400px"><h2>Opening hours</h2><p>Mon to Fri 9 to 17</p><p>Sat 10 to 14</p></article><footer style="margin-top:60px">Our opening hours differ on 24 December</footer>',
        "Opening hours",
        ("9 to 17", "10 to 14"),
        ("24",),
    ),
    "quota": (
        '<div style="width:300px"><p style="margin:0">Storage</p><progress value=.6></progress><p style="margin:0">6 GB of 10 GB</p><p>Buy 50 GB of storage</p></div>',
        "Storage",
        ("6 GB",),
        ("50 GB",),
    ),
    "panel over cards": (
        '<style>.c{display:inline-block;width:180px;border:1px solid;padding:8px}.p{position:fixed;right:0;top:0;width:300px;height:500px;background:#fff;border:1px solid}dl{display:grid;grid-template-columns:1fr auto}dd{margin:0}</style><div><div class=c><h3>Lamp 0</h3><button style="width:150px">Add</button><button>Look</button></div><div class=c><h3>Lamp 1</h3><button style="width:150px">Add</button><button>Look</button></div><div class=c><h3>Lamp 2</h3><button style="width:150px">Add</button><button>Look</button></div><div class=c><h3>Lamp 3</h3><button style="width:150px">Add</button><button>Look</button></div><div class=c><h3>Lamp 4</h3><button style="width:150px">Add</button><button>Look</button></div><div class=c><h3>Lamp 5</h3><button style="width:150px">Add</button><button>Look</button></div><div class=c><h3>Lamp 6</h3><button style="width:150px">Add</button><button>Look</button></div><div class=c><h3>Lamp 7</h3><button style="width:150px">Add</button><button>Look</button></div><div class=c><h3>Lamp 8</h3><button style="width:150px">Add</button><button>Look</button></div><div class=c><h3>Lamp 9</h3><button style="width:150px">Add</button><button>Look</button></div><div class=c><h3>Lamp 10</h3><button style="width:150px">Add</button><button>Look</button></div><div class=c><h3>Lamp 11</h3><button style="width:150px">Add</button><button>Look</button></div></div><div class=p><h2>Cart</h2><dl><dt>Subtotal</dt><dd>€153.00</dd><dt>Shipping</dt><dd>€9.50</dd><dt>To pay</dt><dd>€162.50</dd></dl><button>Checkout</button></div>',
        "To pay",
        ("162",),
        ("9.50",),
    ),
    "todo": (
        '<ul style="list-style:none;width:400px"><li style="display:flex;gap:10px"><input type=checkbox><span style="flex:1">Milk</span><em>today</em><button>✕</button></li><li style="display:flex;gap:10px"><input type=checkbox><span style="flex:1">Bread and milk</span><em>tomorrow</em><button>✕</button></li><li style="display:flex;gap:10px"><input type=checkbox><span style="flex:1">Eggs</span><em>Friday</em><button>✕</button></li></ul>',
        "Milk",
        ("today",),
        ("tomorrow",),
    ),
    "one todo": (
        '<ul style="list-style:none;width:400px"><li style="display:flex;gap:10px"><input type=checkbox><span style="flex:1">Milk</span><em>today</em><button>Delete Milk</button></li></ul>',
        "Milk",
        ("today", "Delete"),
        (),
    ),
    "table rows": (
        '<table style="width:500px"><tr><th>Name<th>City<th>Age<tr><td>Ann<td>Oslo<td>31<tr><td>Bob<td>Rome<td>45<tr><td>Annika<td>Bern<td>28</table>',
        "Ann",
        ("Oslo", "31"),
        ("Rome", "28"),
    ),
    "card deep": (
        "<style>.g{display:grid;grid-template-columns:repeat(3,220px);gap:12px}.k{border:1px solid;padding:8px}</style><div class=g><div class=k><div><div><a href=#><b>Vase</b></a></div><div><span>4 stars</span></div></div><div><div>€20</div><button>Buy</button></div></div><div class=k><div><div><a href=#><b>Lamp</b></a></div><div><span>5 stars</span></div></div><div><div>€30</div><button>Buy</button></div></div><div class=k><div><div><a href=#><b>Bowl</b></a></div><div><span>3 stars</span></div></div><div><div>€40</div><button>Buy</button></div></div></div>",
        "Lamp",
        ("5 stars", "€30", "Buy"),
        ("€20", "3 stars"),
    ),
    "form hint": (
        '<form style="width:320px"><label for=a>Password</label><input id=a type=text value="abc"><div>Weak: at least 8 signs</div><label for=b>Name</label><input id=b value="Ann"></form>',
        "Password",
        ("weak",),
        (),
    ),
    "section": (
        '<section style="width:380px"><h2>Results</h2><p>12 flights</p><ul><li>AU 305 €89</li><li>KS 234 €97</li></ul></section>',
        "Results",
        ("12 flights", "AU 305"),
        (),
    ),
    "steps": (
        '<div style="display:flex;gap:40px"><div style="text-align:center"><div style="font-size:24px">12</div><div>Posts</div></div><div style="text-align:center"><div style="font-size:24px">340</div><div>Followers</div></div><div style="text-align:center"><div style="font-size:24px">56</div><div>Following</div></div></div>',
        "Followers",
        ("340",),
        ("12", "56"),
    ),
    "definition stacked": (
        '<dl style="width:300px"><dt>From</dt><dd>Oslo</dd><dt>To</dt><dd>Bergen</dd></dl>',
        "To",
        ("bergen",),
        (),
    ),
    "message": (
        '<div style="border:1px solid;width:300px"><strong>Payment failed</strong><p>Your card was declined</p><button>Try again</button></div>',
        "Payment failed",
        ("declined", "again"),
        (),
    ),
    "kanban": (
        "<style>.col{display:inline-block;vertical-align:top;width:200px;border:1px solid;padding:6px}.card{border:1px solid;margin:6px;padding:6px}</style><div class=col><h3>Todo <small>2</small></h3><div class=card><p>Write docs</p><small>Ann</small></div><div class=card><p>Fix bug</p><small>Bob</small></div></div><div class=col><h3>Done <small>1</small></h3><div class=card><p>Ship it</p><small>Eve</small></div></div>",
        "Write docs",
        ("ann",),
        ("bob", "eve"),
    ),
    "list in a menu": (
        '<nav style="width:200px"><a style="display:block">Inbox <b>3</b></a><a style="display:block">Sent <b>12</b></a><a style="display:block">Spam <b>99</b></a></nav>',
        "Inbox",
        (r"\b3\b",),
        ("12",),
    ),
    "price with old price": (
        '<div style="display:flex;gap:20px"><figure style="width:200px;margin:0;border:1px solid"><img width=100 height=60><figcaption>Chair</figcaption><div><s>€80</s> <b>€60</b></div></figure><figure style="width:200px;margin:0;border:1px solid"><img width=100 height=60><figcaption>Table</figcaption><div><s>€200</s> <b>€150</b></div></figure></div>',
        "Chair",
        ("€60", "€80"),
        ("€150",),
    ),
    "comment": (
        '<article style="width:420px"><header><b>Eve</b> · 2 hours ago</header><p>I like the lamp of Eve</p><button>Like</button> <span>7 likes</span></article>',
        "Eve",
        ("2 hours",),
        (),
    ),
}
"""A page, a label on it, patterns of what belongs with it, and of what does not."""


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_near(stage: Stage, layout: str) -> None:
    html, near, belonging, other = LAYOUTS[layout]
    seen = await stage.seen(html)
    step = StepEvidence(step="s", index=1, action="click", status="performed", before=seen, after=seen)
    scene = StepScene.of(step, (SETTING.width, SETTING.height), stage.pictures.path)
    for patterns, expected in ((belonging, "pass"), (other, "fail")):
        for pattern in patterns:
            finding = parse_criterion({"text_matches": {"pattern": pattern, "near": near}}).find(scene)
            assert finding.value == expected, finding
