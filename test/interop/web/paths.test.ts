// The canonical path against a real nginx and a real PHP: whatever Postern lets in, both see as the same path. No
// decoding, merging, resolving or cutting by them changes what was judged (§4.8 #7).

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTarget } from '../../../src/web/gate/http/target.ts';
import { lacks } from '../../support/programs.ts';
import { runs } from '../../support/runs.ts';
import { type PhpEcho, type SeenPath, startPhpEcho } from '../../support/servers/php-echo.ts';
import { openWebFront, SITE_HOST, type WebFront } from '../../support/web-front.ts';

/** What paths that mean two things are made of, and what honest ones are. */
const PIECES = [
  '/',
  '//',
  '/./',
  '/../',
  '/..',
  '/.',
  '.',
  '..',
  '...',
  '..;',
  '.;x',
  ';',
  ';x=y',
  ';/',
  'a',
  'SOGo',
  'so',
  'connect',
  'index.php',
  'x.php',
  '.php',
  'index.php/',
  'index.php/x',
  'skins/elastic/ui.js',
  '%2e',
  '%2E%2E',
  '%2f',
  '%2F',
  '%5c',
  '%5C',
  '%00',
  '%0a',
  '%0d%0a',
  '%09',
  '%7f',
  '%61',
  '%63onnect',
  '%7e',
  '%2d',
  '%20',
  '%22',
  '%23',
  '%25',
  '%252e',
  '%25%32%65',
  '%2520',
  '%26',
  '%2b',
  '%3a',
  '%3b',
  '%3B',
  '%3d',
  '%3f',
  '%3F',
  '%40',
  '%5b',
  '%5d',
  '%7c',
  '%c3%a9',
  '%C3%A9',
  '%e2%82%ac',
  '%c0%af',
  '%c0%ae',
  '%ff',
  '%e9',
  '%u0041',
  '%',
  '%2',
  '%zz',
  '+',
  '~',
  '-',
  '_',
  ':',
  '@',
  '!',
  '$',
  '&',
  "'",
  '(',
  ')',
  '*',
  ',',
  '=',
  '|',
  '[',
  ']',
  '^',
  '`',
  '{',
  '}',
  '"',
  '<',
  '>',
  '\\',
  '\\..\\',
  ' ',
  '\t',
  '#',
  '#a',
  '?',
  '?a=b',
  '?_task=mail',
  '&',
  '\xe9',
  '\xc3\xa9',
  '\x01',
  '\x7f',
];

const target = fc
  .array(fc.constantFrom(...PIECES), { minLength: 0, maxLength: 8 })
  .map((pieces) => `/${pieces.join('')}`);

const honest = fc
  .array(fc.constantFrom(...PIECES.filter((piece) => parseTarget(`/x${piece}`) !== undefined && !/[?/]/.test(piece))), {
    minLength: 1,
    maxLength: 6,
  })
  .map((pieces) => `/${pieces.join('')}`);

describe('a path that is let in', () => {
  it('decodes to itself when it is plain', () => {
    fc.assert(
      fc.property(target, (raw) => {
        const parsed = parseTarget(raw);
        if (!parsed) return;
        expect(parsed.raw).toBe(raw);
        if (parsed.isPlain) expect(decodeURIComponent(parsed.path)).toBe(parsed.path);
        const segments = decodeURIComponent(parsed.path).split('/');
        expect(segments.slice(1, -1)).not.toContain('');
        expect(segments).not.toContain('.');
        expect(segments).not.toContain('..');
        expect(segments.length).toBe(parsed.path.split('/').length);
      }),
      { numRuns: runs(5_000) },
    );
  });
});

describe.skipIf(lacks('nginx', 'php-fpm'))('nginx and PHP', () => {
  let echo: PhpEcho;
  let front: WebFront;

  beforeAll(async () => {
    echo = await startPhpEcho();
    front = await openWebFront({
      upstream: { origin: `http://127.0.0.1:${echo.port}` },
      limits: { connectionsPerAddress: 10_000 },
    });
  });

  afterAll(async () => {
    await front?.[Symbol.asyncDispose]();
    await echo?.[Symbol.asyncDispose]();
  });

  /** Sends a target; what both saw, or that it was refused. */
  async function send(raw: string): Promise<SeenPath | 'refused'> {
    await using connection = await front.connect();
    await connection.send(`GET ${raw} HTTP/1.1\r\nHost: ${SITE_HOST}\r\nConnection: close\r\n\r\n`);
    const response = await connection.readResponse();
    if (response.status === 200) return response.json() as SeenPath;
    expect(response.status).toBe(400);
    return 'refused';
  }

  /** Whether it was let in; fails when somebody saw something else than was judged. */
  async function compare(written: string): Promise<boolean> {
    // Spaces in front of the version are the request line's, not the target's (RFC 9112 §3).
    const raw = written.replace(/ +$/, '');
    const parsed = parseTarget(raw);
    const seen = await send(written);
    if (seen === 'refused') {
      expect(parsed, raw).toBeUndefined();
      return false;
    }
    if (!parsed) throw new Error(`let in although it doesn’t parse: ${raw}`);
    const [uri, requestUri, scriptName, pathInfo, query] = [
      seen.uri,
      seen.requestUri,
      seen.scriptName,
      seen.pathInfo,
      seen.query,
    ].map((octets) => Buffer.from(octets, 'base64').toString('utf8'));
    const meant = decodeURIComponent(parsed.path);
    expect({ uri, requestUri, script: `${scriptName}${pathInfo}`, query }, raw).toEqual({
      uri: meant,
      requestUri: raw,
      script: meant,
      query: parsed.query ?? '',
    });
    return true;
  }

  // Negative control: fails without any one of the rules for dots, slashes, escapes and their kind.
  it('see what was judged, whatever is sent', async () => {
    let letIn = 0;
    await fc.assert(
      fc.asyncProperty(target, async (raw) => {
        if (await compare(raw)) letIn += 1;
      }),
      { numRuns: runs(2_000) },
    );
    expect(letIn).toBeGreaterThan(20);
  });

  it('see what was judged, of paths that are mostly let in', async () => {
    let letIn = 0;
    await fc.assert(
      fc.asyncProperty(honest, async (raw) => {
        if (await compare(raw)) letIn += 1;
      }),
      { numRuns: runs(1_500) },
    );
    expect(letIn).toBeGreaterThan(500);
  });
});
