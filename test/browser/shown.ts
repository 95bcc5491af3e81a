import type { Page } from 'playwright-core';

/** One text that the page shows, or tells to a screen reader. */
export interface ShownText {
  readonly text: string;
  /** Of the nearest element that has one. */
  readonly lang: string;
}

/** Every text of the page that somebody sees or hears: text nodes that are not hidden, and names, hints and descriptions of elements. */
export function shownTexts(page: Page): Promise<readonly ShownText[]> {
  return page.evaluate(() => {
    const found: { text: string; lang: string }[] = [];
    const add = (element: Element, text: string | null): void => {
      const trimmed = text?.trim() ?? '';
      if (trimmed !== '') found.push({ text: trimmed, lang: element.closest('[lang]')?.getAttribute('lang') ?? '' });
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      if (node.parentElement?.checkVisibility()) add(node.parentElement, node.nodeValue);
    for (const attribute of ['aria-label', 'placeholder', 'title', 'alt', 'aria-description'])
      for (const element of document.body.querySelectorAll(`[${attribute}]`))
        if (element.checkVisibility()) add(element, element.getAttribute(attribute));
    return found;
  });
}

/** Paths of this origin that the page links to, queries included. */
export function linkedPaths(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href]')]
      .filter(({ origin }) => origin === location.origin)
      .map(({ pathname, search }) => pathname + search),
  );
}

/** What lies beyond the right edge of the window and in no box that scrolls: a telephone would cut it off or scroll sideways. At most five, innermost first. */
export function beyondTheEdge(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element): boolean => /auto|scroll|hidden/.test(getComputedStyle(element).overflowX);
    const inScrollingBox = (element: Element): boolean => {
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
        if (scrolls(at)) return true;
      return false;
    };
    const beyond = [...document.body.querySelectorAll('*')].filter((element) => {
      const { width, height, right } = element.getBoundingClientRect();
      return width > 1 && height > 1 && right > document.documentElement.clientWidth + 1 && element.checkVisibility();
    });
    return beyond
      .filter((element) => !beyond.some((other) => other !== element && element.contains(other)))
      .filter((element) => !inScrollingBox(element))
      .slice(0, 5)
      .map((element) => {
        const text = element.textContent?.trim().slice(0, 30) ?? '';
        return `${element.tagName.toLowerCase()}.${element.className} “${text}” to ${element.getBoundingClientRect().right.toFixed(0)} px`;
      });
  });
}
