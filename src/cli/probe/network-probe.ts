// A look at a mail server over the network: connect, greet, ask what it offers, look at its certificate, leave. Nobody
// signs in, and a certificate that proves nothing is reported instead of refused.

import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Millis } from '../../core/units.ts';
import { type Question, WORDINGS, type Wording } from './greetings.ts';
import type { ProbedCertificate, ProbeReport, ProbeTarget, ServiceProbe, ServiceTls } from './service-probe.ts';

/** Longest wait for the connection and for each answer. */
const PATIENCE: Millis = 5_000;

/** Most octets of one answer; capabilities take far fewer. */
const MAX_ANSWER_OCTETS = 64 * 1024;

export const networkProbe: ServiceProbe = {
  async probe(target) {
    try {
      return await look(target);
    } catch (error) {
      return { kind: 'unreachable', text: error instanceof Error ? error.message : String(error) };
    }
  },
  async isOpen(host, port) {
    try {
      (await connected(host, port)).destroy();
      return true;
    } catch {
      return false; // nobody listens, or nobody lets us
    }
  },
};

async function look(target: ProbeTarget): Promise<ProbeReport> {
  const wording = WORDINGS[target.protocol];
  const socket = await connected(target.host, target.port);
  const opened: Socket[] = [socket];
  try {
    const stream = target.tls === 'implicit' ? await protectedBy(socket, target) : socket;
    opened.push(stream);
    const greeting = await answerTo(stream, wording.greeting);
    if (!/^(\* (OK|PREAUTH)|\+OK|220|OK|")/i.test(greeting[0] ?? '')) throw new Error(`it greets with: ${greeting[0]}`);
    const offered = await capabilities(stream, wording);
    if (target.tls === 'implicit') return leave(stream, wording, reached('implicit', offered, stream));
    if (!offered.includes(wording.startTlsCapability)) return leave(stream, wording, reached('none', offered, stream));
    if (!wording.mayStartTls(await answerTo(stream, wording.startTls))) throw new Error('it refuses STARTTLS');
    const secure = await protectedBy(socket, target);
    opened.push(secure);
    // RFC 5804 §2.2: the capabilities come again by themselves.
    if (target.protocol === 'sieve') await answerTo(secure, wording.greeting);
    return leave(secure, wording, reached('starttls', await capabilities(secure, wording), secure));
  } finally {
    for (const each of opened) each.destroy();
  }
}

function leave(stream: Socket, { farewell }: Wording, report: ProbeReport): ProbeReport {
  stream.write(farewell);
  return report;
}

async function capabilities(stream: Socket, wording: Wording): Promise<readonly string[]> {
  return wording.capabilitiesOf(await answerTo(stream, wording.capabilities));
}

function reached(tls: ServiceTls, offered: readonly string[], stream: Socket | TLSSocket): ProbeReport {
  const certificate = 'getPeerCertificate' in stream ? certificateOf(stream) : undefined;
  return { kind: 'reached', tls, capabilities: offered, ...(certificate && { certificate }) };
}

function certificateOf(stream: TLSSocket): ProbedCertificate {
  const { subject, valid_to: validTo } = stream.getPeerCertificate();
  const problem = stream.authorized ? undefined : String(stream.authorizationError);
  const { CN } = subject ?? {};
  return {
    subject: (Array.isArray(CN) ? CN[0] : CN) ?? '(no name)',
    validUntil: Date.parse(validTo),
    ...(problem !== undefined && { problem }),
  };
}

function connected(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port, timeout: PATIENCE });
  return settled(socket, 'connect', `no connection to ${host} port ${port}`);
}

function protectedBy(socket: Socket, { host, serverName, certificateAuthority }: ProbeTarget): Promise<TLSSocket> {
  const name = serverName ?? host;
  const secure = connectTls({
    socket,
    host: name,
    ...(isIP(name) === 0 && { servername: name }),
    ...(certificateAuthority !== undefined && { ca: certificateAuthority }),
    rejectUnauthorized: false,
    timeout: PATIENCE,
  });
  return settled(secure, 'secureConnect', 'no TLS');
}

function settled<T extends Socket>(socket: T, event: 'connect' | 'secureConnect', failure: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      socket.destroy();
      reject(new Error(`${failure}: ${reason}`));
    };
    socket.once(event, () => resolve(socket));
    socket.once('timeout', () => fail('no answer in time'));
    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
  });
}

/** Reads lines until the last one of the answer. What comes after it is nobody's. */
function answerTo(stream: Socket, question: Question): Promise<readonly string[]> {
  if (question.send) stream.write(question.send);
  return new Promise((resolve, reject) => {
    let received = '';
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      stream.off('data', onData).off('end', onEnd).off('error', onEnd);
      settle();
    };
    const onEnd = (): void => finish(() => reject(new Error('it closed the connection before it answered')));
    const onData = (chunk: Buffer): void => {
      received += chunk.toString('latin1');
      const lines = received.split('\r\n').slice(0, -1);
      const last = lines.findIndex((line) => question.isLast(line));
      if (last !== -1) finish(() => resolve(lines.slice(0, last + 1)));
      else if (received.length > MAX_ANSWER_OCTETS) finish(() => reject(new Error('it talks without end')));
    };
    const timer = setTimeout(() => finish(() => reject(new Error('no answer in time'))), PATIENCE);
    stream.on('data', onData).on('end', onEnd).on('error', onEnd);
  });
}
