// The administration API of a real node, on its socket and with its real stores: what unit tests ask of stores in memory.

import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HostileRequest, hostileRequest } from '../support/hostile-requests.ts';
import { startPostern } from '../support/postern.ts';
import { lacks } from '../support/programs.ts';

/** `undefined` where Node's own parser closed the connection after its 400. */
async function send(
  agent: Agent,
  socketPath: string,
  { method, path, payload }: HostileRequest,
): Promise<{ readonly status: number; readonly body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const hasBody = method !== 'GET';
  const headers = hasBody ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) } : {};
  const asked = httpRequest({ agent, socketPath, method, path: `/api/v1${path}`, headers }, resolve);
  asked.on('error', reject);
  asked.end(hasBody ? payload : undefined);
  const response = await promise;
  return { status: response.statusCode ?? 0, body: await text(response) };
}

describe.skipIf(lacks('openssl'))('the administration API of a node', () => {
  it('is broken by no request', async () => {
    await using postern = await startPostern({ backend: 'imap: { host: 127.0.0.1, port: 9, tls: none }' });
    const { socketPath } = postern.node.administration;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      await fc.assert(
        // It writes where it is told.
        fc.asyncProperty(hostileRequest(['backup']), async (request) => {
          const { status, body } = await send(agent, socketPath, request);
          expect(status === 503 || status < 500, `${JSON.stringify(request)} ${status} ${body}`).toBe(true);
        }),
        { numRuns: 500 },
      );
    } finally {
      agent.destroy();
    }
    expect(postern.logged.filter(({ event }) => event === 'api.broken')).toEqual([]);
  });

  it('keeps nothing of a request that was answered on the connection', async () => {
    // Negative control: fails when a question to the audit log leaves a listener on its socket.
    await using postern = await startPostern({ backend: 'imap: { host: 127.0.0.1, port: 9, tls: none }' });
    const { socketPath } = postern.node.administration;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const warnings: string[] = [];
    const hear = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', hear);
    try {
      for (let n = 0; n < 20; n += 1) {
        await send(agent, socketPath, { method: 'GET', path: '/audit?after=0', payload: '' });
      }
    } finally {
      process.off('warning', hear);
      agent.destroy();
    }
    expect(warnings).toEqual([]);
  });
});
