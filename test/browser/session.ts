import type { Browser, BrowserContext, Page, Request } from 'playwright-core';

/** Widths that the pages are looked at: a telephone, a desk, a wall. */
export const WIDTHS = [390, 1280, 1920] as const;

export interface SessionOptions {
  readonly locale?: 'zh-CN' | 'en-US';
  readonly width?: number;
  readonly height?: number;
  /** How far the platforms' clock is from the real one, in milliseconds: the pages then live in the platforms' time. */
  readonly clockOffsetMs?: number;
  /** Origins that the pages may talk to. */
  readonly origins: readonly string[];
}

/** One person's browser: cookies and storage of its own, one page, and a list of all that must never happen on any page. */
export interface Session {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Violations of the content security policy, requests to other origins, uncaught errors. Empty on a sound page. */
  readonly faults: readonly string[];
  /** Waits until the open page shows what it has to show: its heading, no loading state, its fonts, and no request on its way. */
  settled(): Promise<void>;
  /** After the platforms' clock was moved: pages opened from now on follow it. */
  setClockOffset(ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function openSession(browser: Browser, options: SessionOptions): Promise<Session> {
  const { width = 1280, height = 900, locale = 'zh-CN' } = options;
  const context = await browser.newContext({
    locale,
    timezoneId: 'Asia/Shanghai',
    viewport: { width, height },
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  const faults: string[] = [];
  await watch(context, options.origins, faults);
  const pending = pendingRequests(context);
  await context.addInitScript(shiftDate);
  const setClockOffset = (ms: number): Promise<unknown> =>
    context.addInitScript((offset) => Object.assign(globalThis, { mudanClockOffset: offset }), ms);
  await setClockOffset(options.clockOffsetMs ?? 0);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return {
    context,
    page,
    faults,
    settled: () => settled(page, pending),
    setClockOffset: async (ms) => void (await setClockOffset(ms)),
    close: () => context.close(),
  };
}

async function watch(context: BrowserContext, origins: readonly string[], faults: string[]): Promise<void> {
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && !origins.includes(url.origin))
      faults.push(`${request.frame().url()} asked another origin: ${request.url()}`);
  });
  context.on('weberror', (error) => faults.push(`${error.page()?.url()} threw: ${error.error().message}`));
  await context.exposeBinding('mudanViolation', ({ page }, violation: string) => {
    faults.push(`${page.url()} violated the content security policy: ${violation}`);
  });
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      const { mudanViolation } = globalThis as unknown as { mudanViolation(text: string): void };
      mudanViolation(`${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
}

/** How many requests of the portal's pages are on their way. Streams that stay open (live figures) are not counted. */
function pendingRequests(context: BrowserContext): () => number {
  const open = new Set<Request>();
  context.on('request', (request) => {
    if (request.headers().accept?.includes('text/event-stream') !== true) open.add(request);
  });
  const done = (request: Request): unknown => open.delete(request);
  context.on('requestfinished', done);
  context.on('requestfailed', done);
  return () => open.size;
}

async function settled(page: Page, pending: () => number): Promise<void> {
  await page.getByRole('heading').first().waitFor();
  for (let quiet = 0; quiet < 3; ) {
    await page.waitForFunction(
      () =>
        document.querySelector('.loading, .ant-spin-spinning, .ant-skeleton-active') === null &&
        document.fonts.status === 'loaded',
    );
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 20))));
    quiet = pending() === 0 ? quiet + 1 : 0;
  }
}

/** Runs in the page: `new Date()` and `Date.now()` tell the platforms' time; timers, cookies and certificates keep the real one. */
function shiftDate(): void {
  const RealDate = Date;
  const now = (): number => RealDate.now() + ((globalThis as { mudanClockOffset?: number }).mudanClockOffset ?? 0);
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
}
