"""A close look at a page: what axe finds, and whether it can be read on a narrow screen. Faults are sentences."""

from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast"
# None of these rules reads style sheets: axe need not load and parse them for itself.
RUN_AXE = """
    async ([rules, contrast]) => {
        const rest = {runOnly: rules, rules: {[contrast]: {enabled: false}}};
        const options = {resultTypes: ['violations'], preload: {assets: ['media']}};
        return (await axe.run({...options, ...rest})).violations;
    }
"""
# Contrast takes axe more time than all else. It rests on the colours of a text, its size and what is painted behind
# it: of all texts that look alike in these, on whatever page, one is enough.
CONTRAST_OF_NEW_LOOKS = """
    async ([contrast, known]) => {
        const looks = new Set(known), texts = [], grounds = new Map();
        const ground = element => {
            if (!element) return '';
            if (!grounds.has(element)) {
                const {backgroundColor, backgroundImage, opacity} = getComputedStyle(element);
                const own = [backgroundColor, backgroundImage, opacity].join(' ');
                const painted = own === 'rgba(0, 0, 0, 0) none 1' ? '' : '>' + own;
                grounds.set(element, ground(element.parentElement) + painted);
            }
            return grounds.get(element);
        };
        const look = element => {
            const {color, fontSize, fontWeight, position, textShadow} = getComputedStyle(element);
            const name = element.tagName + ' ' + element.classList;
            return [name, color, fontSize, fontWeight, position, textShadow, ground(element)].join('|');
        };
        const says = node => node.nodeType === Node.TEXT_NODE && node.data.trim();
        for (const element of document.body.querySelectorAll('*')) {
            if (![...element.childNodes].some(says) && !element.matches('input, select, textarea')) continue;
            if (looks.size < looks.add(look(element)).size) texts.push(element);
        }
        if (!texts.length) return [[], []];
        const options = {runOnly: {type: 'rule', values: [contrast]}, resultTypes: ['violations']};
        const {violations} = await axe.run({include: texts}, {...options, preload: {assets: ['media']}});
        return [violations, violations.length ? [] : [...looks].slice(known.length)];
    }
"""
WIDER_THAN_THE_SCREEN = "document.scrollingElement.scrollWidth - window.innerWidth"
# What is to blame for it: the elements that reach over the edge and are not inside something that scrolls by itself.
REACHING_OVER = """
    () => [...document.querySelectorAll('body *')].filter(element => {
        const box = element.getBoundingClientRect();
        const scrolls = parent =>
            parent && (getComputedStyle(parent).overflowX !== 'visible' || scrolls(parent.parentElement));
        return box.width && box.right > window.innerWidth + 1 && !scrolls(element.parentElement);
    }).map(element => element.tagName.toLowerCase() + '.' + element.classList).slice(0, 3)
"""
WIDE, PHONE, SMALL_PHONE = 1280, 390, 320
HEIGHT = 900
# On a telephone the page itself begins in the first quarter of the screen: no more than this stands above it.
TALLEST_HEADER = 200
HEADER = "document.querySelector('header.top')?.offsetHeight ?? 0"
# The menu folds itself once its script hears of the new width, which is with the next frame: soon, and not at once.
MENU_FOLDS_WITHIN_MS, LOOK_AGAIN_AFTER_MS = 3000, 50


def where(page) -> str:
    """Return the page's path and width, for a sentence about it."""
    return f"{urlsplit(page.url).path} at {page.viewport_size['width']}"


# The looks of texts whose contrast has been found good by this process.
good_looks: list[str] = []


def axe_faults(page) -> list[str]:
    """Return what axe finds against WCAG 2.0 to 2.2 at A and AA and against best practice."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)  # not a script of the page, so its content security policy does not forbid it
    found = page.evaluate(RUN_AXE, [RULES, CONTRAST])
    too_pale, new = page.evaluate(CONTRAST_OF_NEW_LOOKS, [CONTRAST, good_looks])
    good_looks.extend(new)
    return [
        f"{where(page)}: {each['id']}, {each['help']}: {node['target']} {node['html'][:160]}"
        for each in [*found, *too_pale]
        for node in each["nodes"]
    ]


def overflow_faults(page) -> list[str]:
    """Return a sentence when the page is wider than the screen."""
    over = page.evaluate(WIDER_THAN_THE_SCREEN)
    return [f"{where(page)}: {over} px wider than the screen, {page.evaluate(REACHING_OVER)}"] if over > 0 else []


def header_faults(page) -> list[str]:
    """Return a sentence when the header takes too much of a telephone's screen."""
    waited = 0
    while (tall := page.evaluate(HEADER)) > TALLEST_HEADER and waited < MENU_FOLDS_WITHIN_MS:
        page.wait_for_timeout(LOOK_AGAIN_AFTER_MS)
        waited += LOOK_AGAIN_AFTER_MS
    return [f"{where(page)}: the header is {tall} px tall"] if tall > TALLEST_HEADER else []


def at_width(page, width: int, *looks) -> list[str]:
    """Return what `looks` find at that width; the page is as wide as before afterwards."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": HEIGHT})
    faults = [fault for look in looks for fault in look(page)]
    page.set_viewport_size(before)
    return faults
