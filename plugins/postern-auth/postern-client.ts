// One question to Postern's sign-in API. Each has a connection of its own: one that was kept open could break just when
// a password is under way, and nobody would know whether it was judged.

import { readFile } from 'node:fs/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Settings } from './settings.ts';

/** Longest answer that is read, in octets. */
const MAX_ANSWER = 16 * 1024;

/** What Postern said; anything but 200 is no judgement. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Asks; rejects with an Error that is fit for the operator's log, and holds nothing of what was asked. */
export async function askPostern(
  settings: Pick<Settings, 'postern' | 'tokenFile' | 'timeout'>,
  resource: string,
  body: object,
): Promise<HttpAnswer> {
  const { postern, tokenFile, timeout } = settings;
  const signal = AbortSignal.timeout(timeout);
  // Read each time, so that a new token needs no restart.
  const token = (await readFile(tokenFile, { encoding: 'utf8', signal })).trim();
  const payload = Buffer.from(JSON.stringify(body));
  const options = {
    method: 'POST',
    path: `/api/v1/${resource}`,
    agent: false as const,
    signal,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': payload.length,
    },
  };
  const asked =
    postern.kind === 'socket'
      ? httpRequest({ ...options, socketPath: postern.path })
      : postern.url.protocol === 'https:'
        ? httpsRequest(postern.url, { ...options, ...(await authorities(postern.authorityFile)) })
        : httpRequest(postern.url, options);
  try {
    return await answerTo(asked, payload);
  } catch (error) {
    throw signal.aborted ? new Error(`no answer within ${timeout / 1_000} seconds`) : error;
  }
}

async function authorities(file: string | undefined): Promise<{ readonly ca?: string }> {
  return file === undefined ? {} : { ca: await readFile(file, 'utf8') };
}

function answerTo(asked: ClientRequest, payload: Buffer): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', (response) => {
      readAnswer(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, text }),
        (error: unknown) => {
          asked.destroy();
          reject(error);
        },
      );
    });
    asked.end(payload);
  });
}

async function readAnswer(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let octets = 0;
  for await (const chunk of response) {
    octets += chunk.length;
    if (octets > MAX_ANSWER) throw new Error(`an answer of more than ${MAX_ANSWER} octets`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
