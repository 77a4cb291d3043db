"""What a page must hold, asked of the page itself: by axe, and by questions that axe does not ask.

Each question is a function in the page that answers with a list of faults, in words that lead to
the element. They run in the mode that the page is in: its width, its colours, its motion.
"""

from typing import Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ALL_RULES: Final = {"type": "tag", "values": list(TAGS)}
"""All rules that a page is held to. Those of WCAG 2.2 are off in axe unless they are named."""

IN_ANOTHER_LANGUAGE: Final = (
    "html-has-lang", "html-lang-valid", "valid-lang", "document-title", "link-name", "button-name",
    "label", "aria-valid-attr-value", "duplicate-id-aria",
)  # fmt: skip
IN_ANOTHER_THEME: Final = ("color-contrast", "landmark-unique", "region", "link-in-text-block")
NARROW: Final = ("target-size", "scrollable-region-focusable")

_NAMES: Final = """
const where = element => {
  const name = element.tagName.toLowerCase() + (element.id ? '#' + element.id : '') +
    [...element.classList].map(one => '.' + one).join('');
  return name + ' "' + (element.innerText || element.value || '').trim().slice(0, 40) + '"';
};
const seen = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true})
  && !element.closest('.visually-hidden, .skip, .bait, [hidden]');
const clipped = element => {
  for (let one = element; one && one !== document.body; one = one.parentElement) {
    if (getComputedStyle(one).clipPath !== 'none') return true;
  }
  return false;
};
const sticking = (element, x, y) => {
  let over = document.elementFromPoint(x, y);
  for (; over && !over.contains(element); over = over.parentElement) {
    if (['sticky', 'fixed'].includes(getComputedStyle(over).position)) return over;
  }
  return null;
};
const system = name => {
  const one = document.body.appendChild(document.createElement('i'));
  one.style.color = name;
  const {color} = getComputedStyle(one);
  one.remove();
  return color;
};
const ground = element => {
  for (let one = element; one; one = one.parentElement) {
    const {backgroundColor} = getComputedStyle(one);
    if (!backgroundColor.startsWith('rgba')) return backgroundColor;
  }
  return system('Canvas');
};
const scrolls = element => {
  for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(one).overflowX)) return true;
  }
  return false;
};
"""

_NARROW: Final = """() => {%s
  const faults = [], wide = document.scrollingElement.scrollWidth;
  if (wide > innerWidth) faults.push(`the page is ${wide} wide`);
  for (const one of document.body.querySelectorAll('*')) {
    if (!seen(one) || one.closest('svg') && one.tagName !== 'svg') continue;
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (!box.width || one.tagName === 'INPUT' || clipped(one)) continue;
    if ((box.right > innerWidth + 1 || box.left < -1) && !scrolls(one)) {
      faults.push(`sticks out to ${Math.round(box.right)}: ${where(one)}`);
    }
    const cuts = ['hidden', 'clip'];
    if (cuts.includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1 ||
        cuts.includes(style.overflowY) && one.scrollHeight > one.clientHeight + 1) {
      faults.push(`is cut: ${where(one)}`);
    }
  }
  return faults.slice(0, 5);
}"""

_FORCED: Final = """() => {%s
  const faults = [], box = style => ['Top', 'Right', 'Bottom', 'Left'].some(
    side => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== 'none');
  const own = 'input[type="checkbox"], input[type="radio"], input[type="file"], progress, meter';
  const shapes = 'button, .button, input:not([type="hidden"]), select, textarea, .input, ' +
    '.status, .card, .notice, .message, .error-summary';
  for (const one of document.body.querySelectorAll(shapes)) {
    if (!seen(one) || one.matches(own)) continue;
    const style = getComputedStyle(one);
    if (!box(style) && !style.textDecorationLine.includes('underline')) {
      faults.push(`has no outline of its own: ${where(one)}`);
    } else if (box(style) && style.borderBottomColor === ground(one.parentElement)) {
      faults.push(`has an outline nobody sees: ${where(one)}`);
    }
  }
  for (const one of document.body.querySelectorAll('*')) {
    const says = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!says || !seen(one) || one.closest('svg')) continue;
    if (getComputedStyle(one).color === ground(one)) {
      faults.push(`is written in the colour of its ground: ${where(one)}`);
    }
  }
  for (const one of document.body.querySelectorAll('svg :is(path, circle, rect, line, polygon)')) {
    const picture = one.closest('svg'), {fill, stroke, color} = getComputedStyle(one);
    if (!seen(picture) || getComputedStyle(picture).forcedColorAdjust === 'none') continue;
    const {color: around} = getComputedStyle(picture.parentElement);
    const drawn = [fill, stroke].filter(paint => paint !== 'none');
    if (!drawn.some(paint => [color, around, system('CanvasText')].includes(paint))) {
      faults.push(`keeps its own colour: ${where(picture.parentElement)}`);
    }
  }
  return faults.slice(0, 5);
}"""

_STILL: Final = """() => {%s
  const faults = [], lasts = text => text.split(',').some(one => parseFloat(one) > 0);
  for (const one of document.querySelectorAll('*')) {
    const style = getComputedStyle(one);
    if (lasts(style.transitionDuration) || style.animationName !== 'none' &&
        lasts(style.animationDuration) || style.scrollBehavior === 'smooth') {
      faults.push(`moves: ${where(one)}`);
    }
  }
  return faults.slice(0, 5);
}"""

_FOCUS: Final = """() => {%s
  const faults = [], wants = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  for (const one of document.body.querySelectorAll(wants)) {
    if (one.disabled || one.type === 'hidden' || one.closest('.bait') ||
        !one.checkVisibility({visibilityProperty: true})) continue;
    one.focus({focusVisible: true});
    const style = getComputedStyle(one);
    if (document.activeElement !== one) faults.push(`takes no focus: ${where(one)}`);
    else if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) {
      faults.push(`does not show its focus: ${where(one)}`);
    } else if (style.outlineColor === ground(one.parentElement)) {
      faults.push(`shows its focus in the colour of its ground: ${where(one)}`);
    }
    if (one.tabIndex > 0) faults.push(`is out of order: ${where(one)}`);
    const box = one.getBoundingClientRect();
    const covers = [[0.5, 0.5], [0.05, 0.1], [0.95, 0.1], [0.05, 0.9], [0.95, 0.9]].map(
      ([x, y]) => sticking(one, box.left + box.width * x, box.top + box.height * y));
    if (covers.every(over => over)) {
      faults.push(`has its focus under ${where(covers[0])}: ${where(one)}`);
    }
  }
  document.activeElement.blur();
  return faults.slice(0, 5);
}"""

_WHOLE: Final = """() => {%s
  const faults = [], count = what => document.querySelectorAll(what).length;
  if (count('h1') !== 1) faults.push(`has ${count('h1')} h1`);
  if (count('main') !== 1) faults.push(`has ${count('main')} main`);
  const skip = document.querySelector('.skip'), to = skip && document.querySelector(skip.hash);
  if (!to || to.tabIndex !== -1) faults.push('the first link skips nowhere');
  const buttons = new Map();
  for (const one of document.querySelectorAll('main button.button--primary')) {
    if (!seen(one)) continue;
    const form = one.closest('form') || document.body;
    buttons.set(form, (buttons.get(form) || 0) + 1);
    if (buttons.get(form) > 1) faults.push(`is a second primary button: ${where(one)}`);
  }
  const named = new Map();
  for (const one of document.querySelectorAll('a[href]')) {
    if (!seen(one)) continue;
    const name = (one.getAttribute('aria-label') || one.textContent).trim().replace(/\\s+/g, ' ');
    const around = (
      one.closest('tr, article, li') || one.closest('p, dd, section, nav'))?.textContent || '';
    const key = name + '\\n' + around + (one.closest('header, footer') ? 'frame' : '');
    const known = named.get(key);
    if (known && known !== one.href) {
      faults.push(`two places have the name "${name}": ${known} and ${one.href}`);
    }
    named.set(key, one.href);
  }
  return faults.slice(0, 8);
}"""


_UNSTUCK: Final = """() => {
  for (const one of document.querySelectorAll('main *')) {
    if (getComputedStyle(one).position === 'sticky') one.style.position = 'static';
  }
}"""
"""What sticks lies over other things until somebody scrolls: axe would take those for covered."""


_AXE: Final = """([within, runOnly]) => axe.run(within || document, {
  runOnly, resultTypes: ['violations'], preload: false,
}).then(found => found.violations.map(one =>
  `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target[0]).join(', ')}`))"""
"""Only what is wrong leaves the page: to read all that axe knows takes longer than to find it."""


def _ask(page: Page, question: str) -> list[str]:
    found: list[str] = page.evaluate(question.replace("%s", _NAMES, 1))
    return found


def axe(page: Page, *rules: str, within: str = "") -> list[str]:
    """What axe finds: with all rules, or with some; in the whole page, or in a part of it."""
    page.evaluate(_UNSTUCK)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    chosen = {"type": "rule", "values": list(rules)} if rules else ALL_RULES
    found: list[str] = page.evaluate(_AXE, [within, chosen])
    return found


def whole(page: Page) -> list[str]:
    """One heading, one main part, a way past the header, names that tell links apart."""
    return _ask(page, _WHOLE)


def narrow(page: Page) -> list[str]:
    """Nothing is cut and nobody scrolls sideways (WCAG 1.4.10)."""
    return _ask(page, _NARROW)


def forced(page: Page) -> list[str]:
    """What is told by a ground alone is told by an outline where people choose the colours."""
    return _ask(page, _FORCED)


def still(page: Page) -> list[str]:
    """Nothing moves for who asked for less motion."""
    return _ask(page, _STILL)


def focus(page: Page) -> list[str]:
    """Everything that can be used takes the focus, in the order of the page, and shows it."""
    return _ask(page, _FOCUS)
