// A whole site whose second step is a code by mail: Postern with its own Haraka, a smarthost that keeps what it is given,
// Dovecot and Roundcube; and what a person does there with the code that has arrived.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { mimeTreeOf, plainText } from '../../src/demo/mail-server/mime.ts';
import { PATIENCE_MS } from './deadline.ts';
import type { HttpClient } from './http-client.ts';
import type { HttpResponse } from './http-connection.ts';
import { type MailSink, type SunkMail, startMailSink } from './mail-sink.ts';
import { freePort } from './ports.ts';
import { type RoundcubeSite, startRoundcubeSite } from './roundcube-site.ts';
import { signInToRoundcube } from './servers/roundcube-client.ts';
import { submitPageForm } from './webmail-door.ts';
import type { Person } from './webmail-site.ts';

const CHALLENGE = '/.postern/challenge';
const ENROLMENT = '/.postern/enrolment';

/** What a message with a code says to its recipient. */
export interface ReadCode {
  readonly code: string;
  /** Of "this wasn't me", below the origin. */
  readonly disputePath: string;
  readonly text: string;
}

export interface CodeMail extends ReadCode {
  readonly mail: SunkMail;
}

export interface CodesSite extends RoundcubeSite {
  readonly sink: MailSink;
  /** Signs in with the password, by HTTP; the second step is asked then. */
  pending(person: Person, client?: HttpClient): Promise<HttpClient>;
  /** Has a code sent to an address on the enrolment page, and gives back the answer to the wish. */
  askToEnrol(client: HttpClient, address: string): Promise<HttpResponse>;
  /** Enters the code that verifies it. */
  finishEnrolment(client: HttpClient, code: string): Promise<HttpResponse>;
  /** Sets codes to an address up at sign-in, from the password to the recovery codes. */
  enrolByMail(person: Person, address: string): Promise<{ readonly recoveryCodes: readonly string[] }>;
  /** The challenge page, by whose first look a code is sent. */
  challenge(client: HttpClient, query?: string): Promise<string>;
  answer(client: HttpClient, fields: Readonly<Record<string, string>>): Promise<HttpResponse>;
  /** The messages with a code that came for an address, when there are that many. */
  codesFor(address: string, count: number): Promise<readonly CodeMail[]>;
  /** Whether the mail can be read. */
  isOpen(client: HttpClient): Promise<boolean>;
  /** Everything that Postern has written down: its log, and every file of its state. */
  written(): Promise<string>;
}

export interface CodesSiteOptions {
  readonly people: readonly string[];
  /** Further settings, as YAML sections. */
  readonly more?: string;
  /** More than one: each in a process of its own. */
  readonly workers?: number;
  /** The section of the mail path. Default: one by the sink. */
  readonly mailPath?: string;
}

export async function startCodesSite(options: CodesSiteOptions): Promise<CodesSite> {
  await using started = new AsyncDisposableStack();
  const sink = started.use(await startMailSink());
  const { people, more = '', workers = 1, mailPath = mailPathBy(sink) } = options;
  const imap = { protocol: 'imap', tls: 'implicit', port: workers > 1 ? await freePort() : 0 } as const;
  const door = { more: `${mailPath}\n${more}`, workers, doors: [imap] };
  const site = started.use(await startRoundcubeSite({ people, door: () => door }));
  const { postern } = site.door;
  const everything = started.move();
  const pending = async (person: Person, client = site.door.browser()): Promise<HttpClient> => {
    const answer = await signInToRoundcube(client, person);
    expect([answer.status, answer.header('location')]).toEqual([303, CHALLENGE]);
    return client;
  };
  const askToEnrol = (client: HttpClient, destination: string): Promise<HttpResponse> =>
    submitPageForm(client, `${ENROLMENT}?kind=email&change=yes`, { destination }, `${ENROLMENT}/send`);
  const finishEnrolment = (client: HttpClient, code: string): Promise<HttpResponse> =>
    submitPageForm(client, `${ENROLMENT}?kind=email`, { code }, ENROLMENT);
  const codesFor = (address: string, count: number): Promise<readonly CodeMail[]> => untilCodes(sink, address, count);
  return {
    ...site,
    ...{ sink, pending, askToEnrol, finishEnrolment, codesFor },
    async enrolByMail(person, address) {
      const client = await pending(person);
      expect((await askToEnrol(client, address)).status).toBe(303);
      const [first] = await codesFor(address, 1);
      const answer = await finishEnrolment(client, first?.code ?? '');
      expect(answer.status).toBe(200);
      return { recoveryCodes: recoveryCodesIn(answer.text()) };
    },
    challenge: async (client, query = '') => (await client.get(`${CHALLENGE}${query}`)).text(),
    answer: (client, { method, ...fields }) =>
      submitPageForm(client, method === undefined ? CHALLENGE : `${CHALLENGE}?use=${method}`, fields, CHALLENGE),
    isOpen: async (client) => (await client.get('/?_task=mail')).text().includes('"request_token"'),
    written: async () => [JSON.stringify(postern.logged), await filesIn(postern.node.state.folder)].join('\n'),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

/** The section of a mail path whose smarthost is this. */
export function mailPathBy({ port }: Pick<MailSink, 'port'>): string {
  return `mail-path:
  from: { name: Example, address: security@example.test }
  delivery: { kind: smarthost, host: 127.0.0.1, port: ${port}, tls: none }`;
}

/** Those that the page shows once. */
export function recoveryCodesIn(page: string): readonly string[] {
  return Array.from(page.matchAll(/<li>([a-z]{5}-[a-z]{5}-[a-z]{5})<\/li>/g), ([, code = '']) => code);
}

/** What a mail says, to whoever reads its text. */
export function textOf({ raw }: Pick<SunkMail, 'raw'>): string {
  return plainText(mimeTreeOf(Buffer.from(raw, 'latin1')));
}

/** What a message with a code is, to its recipient; `undefined`: it has none. */
export function codeIn(mail: Pick<SunkMail, 'raw'>): ReadCode | undefined {
  const text = textOf(mail);
  const [, code] = /^([0-9]{6})\r?$/m.exec(text) ?? [];
  const [, disputePath] = /https:\/\/[^/\s]+(\/\.postern\/not-me\?token=[\w-]+)/.exec(text) ?? [];
  return code === undefined || disputePath === undefined ? undefined : { code, disputePath, text };
}

async function untilCodes(sink: MailSink, address: string, count: number): Promise<readonly CodeMail[]> {
  const found = (): readonly CodeMail[] =>
    sink.mails
      .filter(({ to }) => to === address)
      .flatMap((mail) => {
        const read = codeIn(mail);
        return read ? [{ ...read, mail }] : [];
      });
  await expect.poll(() => found().length, { timeout: PATIENCE_MS }).toBe(count);
  return found();
}

async function filesIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}
