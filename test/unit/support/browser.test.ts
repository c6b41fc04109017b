// What the browser for tests promises: that it sees this machine and nothing else, and that nothing goes wrong unseen.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, type TestBrowser } from '../../support/browser.ts';
import { lacks } from '../../support/programs.ts';

const PAGES: Readonly<Record<string, string>> = {
  '/': '<!doctype html><title>Fine</title><link rel="icon" href="data:,"><p>Hello</p>',
  '/wrong':
    '<!doctype html><title>Wrong</title><link rel="icon" href="data:,"><img src="/absent.png">' +
    '<script>console.error("alas"); queueMicrotask(() => { throw new Error("dropped") })</script>' +
    '<script src="http://elsewhere.example/x.js"></script>',
};

describe.skipIf(lacks('chromium'))('the browser', () => {
  let server: Server;
  let browser: TestBrowser;
  let port: number;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const page = PAGES[request.url ?? ''];
      response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html' });
      response.end(page);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it('finds this machine under every name below .test', async () => {
    await using tab = await browser.newPage();
    await tab.page.goto(`http://mail.example.test:${port}/`);
    expect(await tab.page.title()).toBe('Fine');
    expect(tab.problems()).toEqual([]);
  });

  it('collects what goes wrong on a page', async () => {
    await using tab = await browser.newPage();
    const thrown = tab.context.waitForEvent('weberror');
    await tab.page.goto(`http://127.0.0.1:${port}/wrong`);
    await thrown;
    expect(tab.problems().toSorted()).toEqual([
      expect.stringMatching(/^console: Failed to load resource: net::ERR_NAME_NOT_RESOLVED .*elsewhere/),
      expect.stringMatching(/^console: Failed to load resource: .* 404 .*absent\.png/),
      expect.stringMatching(/^console: alas /),
      'exception: dropped',
      'request: GET http://elsewhere.example/x.js: net::ERR_NAME_NOT_RESOLVED',
    ]);
  });

  it('is a phone at night in another country when told to', async () => {
    await using tab = await browser.newPage({ viewport: 'phone', colorScheme: 'dark', locale: 'pt-BR' });
    await tab.page.goto(`http://127.0.0.1:${port}/`);
    const seen = await tab.page.evaluate(
      '[innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, navigator.language]',
    );
    expect(seen).toEqual([expect.any(Number), true, 'pt-BR']);
    expect(tab.page.viewportSize()?.width).toBe(390);
  });

  it('runs no script when told not to', async () => {
    await using tab = await browser.newPage({ javaScript: false });
    await tab.page.goto(`http://127.0.0.1:${port}/wrong`);
    expect(tab.problems()).not.toContainEqual(expect.stringContaining('alas'));
  });

  it('gives each page a profile of its own', async () => {
    await using one = await browser.newPage();
    await using other = await browser.newPage();
    await one.context.addCookies([{ name: 'a', value: '1', url: `http://127.0.0.1:${port}` }]);
    expect(await one.context.cookies()).toHaveLength(1);
    expect(await other.context.cookies()).toEqual([]);
  });

  it('takes pictures', async () => {
    await using tab = await browser.newPage();
    await tab.page.goto(`http://127.0.0.1:${port}/`);
    const picture = await readFile(await tab.screenshot('fine'));
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
  });
});
