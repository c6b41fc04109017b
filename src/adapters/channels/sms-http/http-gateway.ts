// An SMS gateway with an HTTP interface, whichever its template describes (R7.4). It never follows a redirection, which
// would carry code and credentials to somebody else, and reads a bounded answer. What isn't plainly an acceptance is
// "refused", where the template says so, or "not now".

import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Agent, request } from 'undici';
import type { OutgoingSms } from '../../../core/messages/carriers.ts';
import {
  type GatewayAnswer,
  GatewayHistory,
  type GatewayProbe,
  type SmsGateway,
  type SmsGatewayHealth,
} from '../../../core/messages/sms-gateway.ts';
import type { SmsHttpTemplate } from '../../../core/messages/sms-http.ts';
import { type SmsValues, smsValues } from '../../../core/messages/sms-template.ts';
import type { Clock } from '../../../core/ports.ts';
import type { Bytes, Millis } from '../../../core/units.ts';
import { fitsGsmAlphabet } from '../../../protocol/sms/gsm-alphabet.ts';
import { type HttpAnswer, harmlessWords, judgeAnswer, meetsRule } from './answer.ts';
import { type GatewayAuthentication, type WrittenRequest, writeRequest } from './request.ts';

/** All of it: connecting, asking and reading. */
const ANSWER_WITHIN: Millis = 4_800;

/** Longest answer. */
const MAX_ANSWER: Bytes = 65_536;

export interface HttpGatewaySettings {
  readonly template: SmsHttpTemplate;
  readonly authentication: GatewayAuthentication;
  /** For `{sender}`; empty where there is none. */
  readonly sender: string;
  /** For `{secret}`; empty where there is none. */
  readonly secret: string;
  /** PEM of what signs its certificate; absent: the system's authorities. */
  readonly certificateAuthority?: string;
  /** Absent: 4.8 s, as a carrier answers within 5 s. */
  readonly answerWithin?: Millis;
}

type Asked =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  | { readonly kind: 'none'; readonly reason: string };

export class HttpGateway implements SmsGateway {
  readonly #settings: HttpGatewaySettings;
  readonly #clock: Clock;
  readonly #agent: Agent;
  readonly #answerWithin: Millis;
  readonly #history = new GatewayHistory();

  constructor(settings: HttpGatewaySettings, ports: { readonly clock: Clock }) {
    const { certificateAuthority: ca, answerWithin = ANSWER_WITHIN } = settings;
    this.#settings = settings;
    this.#clock = ports.clock;
    this.#answerWithin = answerWithin;
    this.#agent = new Agent({
      connections: 16,
      connect: { timeout: answerWithin, ...(ca !== undefined && { ca }) },
    });
  }

  async send(sms: OutgoingSms): Promise<GatewayAnswer> {
    const { template, authentication } = this.#settings;
    const hidden = this.#hidden(sms);
    const asked = await this.#ask(writeRequest(template.request, this.#values(sms), authentication));
    const answer: GatewayAnswer =
      asked.kind === 'none'
        ? { kind: 'unavailable', reason: asked.reason }
        : { ...judgeAnswer(asked.answer, template.answers, hidden), words: harmlessWords(asked.answer, hidden) };
    this.#history.note(answer, this.#clock.now());
    return answer;
  }

  health(): SmsGatewayHealth {
    return this.#history.health();
  }

  async probe(): Promise<GatewayProbe> {
    const { template, authentication } = this.#settings;
    if (!template.probe) return this.#tryConnection();
    const nothing = this.#values({ id: '', to: '', text: '', endsAt: this.#clock.now() });
    const asked = await this.#ask(writeRequest(template.probe.request, nothing, authentication));
    if (asked.kind === 'none') return { kind: 'ill', text: asked.reason };
    const { answer } = asked;
    return template.probe.well.some((rule) => meetsRule(answer, rule))
      ? { kind: 'well', text: 'answers, and takes the credentials' }
      : { kind: 'ill', text: `HTTP ${answer.status} to a request that only shows credentials` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  async #ask({ url, ...options }: WrittenRequest): Promise<Asked> {
    try {
      const signal = AbortSignal.timeout(this.#answerWithin);
      const { statusCode, body } = await request(url, { ...options, signal, dispatcher: this.#agent });
      const chunks: Buffer[] = [];
      let length: Bytes = 0;
      for await (const chunk of body) {
        length += chunk.length;
        if (length > MAX_ANSWER) return { kind: 'none', reason: `HTTP ${statusCode}, with more than 64 KiB` };
        chunks.push(chunk);
      }
      return { kind: 'answer', answer: { status: statusCode, body: Buffer.concat(chunks).toString() } };
    } catch (error) {
      return { kind: 'none', reason: reasonOf(error) };
    }
  }

  #values(sms: OutgoingSms): SmsValues {
    const { sender, secret } = this.#settings;
    return smsValues(sms, { sender, secret, now: this.#clock.now(), fitsGsm: fitsGsmAlphabet(sms.text) });
  }

  /** What neither a log nor an operator's terminal is to see of an answer. */
  #hidden({ to, text }: OutgoingSms): readonly string[] {
    const { authentication, secret } = this.#settings;
    const own = authentication.kind === 'basic' ? [authentication.password] : [];
    const token = authentication.kind === 'bearer' ? [authentication.token] : [];
    return [text, to, to.replace(/^\+/, ''), secret, ...own, ...token];
  }

  /** Connects, over TLS where that is meant, and says nothing: any request could be taken for a text. */
  #tryConnection(): Promise<GatewayProbe> {
    const { template, certificateAuthority: ca } = this.#settings;
    // Placeholders stand behind the host.
    const { protocol, hostname, port } = new URL(template.request.url.replaceAll(/[{}]/g, ''));
    const host = hostname.replace(/^\[|\]$/g, '');
    const { promise, resolve } = Promise.withResolvers<GatewayProbe>();
    const isTls = protocol === 'https:';
    const socket = isTls
      ? connectTls({
          ...{ host, port: Number(port || 443) },
          ...(isIP(host) === 0 && { servername: host }),
          ...(ca !== undefined && { ca }),
        })
      : connectTcp({ host, port: Number(port || 80) });
    const text = `answers${isTls ? ', with a certificate that is trusted' : ''}; whether it takes the credentials shows only with a text: postern sms test`;
    socket.setTimeout(this.#answerWithin, () => socket.destroy(new Error('no answer in time')));
    socket.once(isTls ? 'secureConnect' : 'connect', () => resolve({ kind: 'well', text }));
    socket.on('error', (error) => resolve({ kind: 'ill', text: reasonOf(error) }));
    return promise.finally(() => socket.destroy());
  }
}

/** A code, never a message: some messages have the URL in them. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if (error.name === 'TimeoutError') return 'no answer in time';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.message === 'no answer in time' ? error.message : error.name;
}
