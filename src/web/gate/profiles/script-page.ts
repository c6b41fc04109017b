// A page that is nothing but one of our scripts: for frames, which can't be redirected to where a person can act.

import { createHash } from 'node:crypto';
import type { OwnAnswer } from '../exchange.ts';
import { textAnswer } from '../webmail-profile.ts';

/** A page that runs `script` and may do nothing else (CSP3, hash-source). `script` is ours, never made of a request. */
export function scriptPage(script: string): OwnAnswer {
  const hash = createHash('sha256').update(script, 'utf8').digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; frame-ancestors 'self'`;
  const body = `<!DOCTYPE html>\n<html><head><title>Signed out</title><script>${script}</script></head><body></body></html>\n`;
  return textAnswer(200, 'text/html; charset=utf-8', body, [['content-security-policy', policy]]);
}
