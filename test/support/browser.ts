// Debian's Chromium, driven through playwright-core: one process for a test file, a browser profile of its own for each
// page that is opened, and everything that went wrong in it collected, so that a test can assert that nothing did.
// Names below `.test` are this machine; no other name resolves, so nothing leaves it.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { PATIENCE_MS } from './deadline.ts';
import { programPath } from './programs.ts';
import { makeTempFolder } from './temp.ts';

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--host-resolver-rules=MAP *.test 127.0.0.1,MAP * ~NOTFOUND,EXCLUDE localhost,EXCLUDE 127.0.0.1',
];

/** Sizes in CSS pixels; the phone is a touch screen with two device pixels to each. */
const VIEWPORTS = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const;

/** Where screenshots go that are kept: part of the documentation. */
const KEPT_SCREENSHOTS = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');

export interface BrowserPageOptions {
  /** Takes any certificate. Default: no. */
  readonly ignoreHttpsErrors?: boolean;
  /** What the page is told about the person's preference. Default: `light`. */
  readonly colorScheme?: 'light' | 'dark';
  /** Default: `desktop`. */
  readonly viewport?: keyof typeof VIEWPORTS;
  /** Language of the browser, as in `Accept-Language`. Default: `en-US`. */
  readonly locale?: string;
  /** Default: yes. */
  readonly javaScript?: boolean;
}

/** A page in a browser profile of its own: cookies and storage are shared with no other. Disposing ends the profile. */
export interface BrowserPage extends AsyncDisposable {
  readonly page: Page;
  /** The profile; `context.newPage()` is a second tab. */
  readonly context: BrowserContext;
  /**
   * What went wrong in any tab so far, one line each: errors on the console (answers of 400 and above are some),
   * uncaught exceptions, requests without an answer. What a navigation cut short isn't counted.
   */
  problems(): readonly string[];
  /**
   * A picture of the page as it is seen, without moving parts; returns its path. Kept as `docs/screenshots/NAME.png`
   * when `UPDATE_SCREENSHOTS` is `1`, else it goes away with the browser. `isWhole`: down to the end of the page.
   */
  screenshot(name: string, options?: { readonly isWhole?: boolean }): Promise<string>;
}

/** A running Chromium. */
export interface TestBrowser extends AsyncDisposable {
  newPage(options?: BrowserPageOptions): Promise<BrowserPage>;
}

// The browser's word for a request that a navigation, a download or a closed tab ended.
const CUT_SHORT = 'net::ERR_ABORTED';

function collectProblems(context: BrowserContext): readonly string[] {
  const problems: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (failure) => problems.push(`exception: ${failure.error().message}`));
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'no reason';
    if (reason !== CUT_SHORT) problems.push(`request: ${request.method()} ${request.url()}: ${reason}`);
  });
  return problems;
}

interface Opening {
  readonly browser: Browser;
  readonly screenshots: string;
  readonly options: BrowserPageOptions;
}

async function openPage({ browser, screenshots, options }: Opening): Promise<BrowserPage> {
  const context = await browser.newContext({
    ...VIEWPORTS[options.viewport ?? 'desktop'],
    ignoreHTTPSErrors: options.ignoreHttpsErrors ?? false,
    colorScheme: options.colorScheme ?? 'light',
    locale: options.locale ?? 'en-US',
    javaScriptEnabled: options.javaScript ?? true,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const problems = collectProblems(context);
  const page = await context.newPage();
  return {
    page,
    context,
    problems: () => [...problems],
    screenshot: async (name, { isWhole = false } = {}) => {
      const path = join(screenshots, `${name}.png`);
      await page.screenshot({ path, animations: 'disabled', scale: 'css', fullPage: isWhole });
      return path;
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** Starts Chromium (about a second). Needs `chromium`. */
export async function openBrowser(): Promise<TestBrowser> {
  await using belongings = new AsyncDisposableStack();
  const folder = belongings.use(await makeTempFolder('browser'));
  const screenshots = process.env['UPDATE_SCREENSHOTS'] === '1' ? KEPT_SCREENSHOTS : folder.path;
  await mkdir(screenshots, { recursive: true });
  const browser = await chromium.launch({ executablePath: programPath('chromium'), args: FLAGS });
  belongings.defer(() => browser.close());
  const everything = belongings.move();
  return {
    newPage: (options = {}) => openPage({ browser, screenshots, options }),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
