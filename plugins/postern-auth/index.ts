// AUTH at a site's own Haraka, decided by Postern: the refusals are those of Postern's submission door, word for word,
// and what Postern can't say is 454, never a wrong password. Replaces Haraka's auth plugins; RFC 4954, RFC 6409.

import { setTimeout as pause } from 'node:timers/promises';
import type { Permit, Reply, SignInAnswer } from './answer.ts';
import { CONT, type Connection, DENY, DENY_SOFT_AND_DISCONNECT, DSN, type Next, OK, type Plugin } from './haraka.ts';
import { CANNOT_TELL, CANNOT_TELL_NOW, checkPermit, judge, messageOf } from './questions.ts';
import { type Attempt, beginExchange, type Exchange, MECHANISMS, mechanismOf, type Step } from './sasl.ts';
import { BOOLEANS, readSettings, type Settings } from './settings.ts';

/** The plugin with what it keeps: Haraka makes one object of it for each process. */
export interface PosternAuth extends Plugin {
  posternSettings: Settings;
}

/** What a connection keeps, in `connection.notes`. */
interface Progress {
  exchange?: Exchange;
  permit?: Permit;
  failures: number;
}

/** A connection with what this plugin notes of it, and what others look for. */
interface Client extends Connection {
  readonly notes: { postern_auth?: Progress; auth_user?: string };
}

const RULES = {
  // RFC 4954 §4: one sign-in for a connection, and none within a transaction.
  signedIn: { code: 503, enhanced: '5.5.1', lines: ['Already authenticated'] },
  inTransaction: { code: 503, enhanced: '5.5.1', lines: ['AUTH is not permitted during a mail transaction'] },
  tlsFirst: { code: 530, enhanced: '5.7.0', lines: ['Must issue a STARTTLS command first'] },
  tlsRequired: { code: 538, enhanced: '5.7.11', lines: ['Encryption required for requested authentication mechanism'] },
  syntax: { code: 501, enhanced: '5.5.4', lines: ['Syntax: AUTH mechanism [initial-response]'] },
  mechanism: { code: 504, enhanced: '5.5.4', lines: ['Unrecognized authentication type'] },
  cancelled: { code: 501, enhanced: '5.7.0', lines: ['Authentication cancelled'] },
  malformed: { code: 501, enhanced: '5.5.2', lines: ['Cannot decode base64'] },
  signInFirst: { code: 530, enhanced: '5.7.0', lines: ['Authentication required'] },
} as const satisfies Record<string, Reply>;

/** Haraka's hook: throws when the settings can't be used, so that Haraka doesn't start. */
export function register(this: PosternAuth): void {
  const read = (changed: () => void): Settings =>
    readSettings(this.config.get('postern_auth.ini', { booleans: BOOLEANS }, changed));
  const reread = (): void => {
    try {
      this.posternSettings = read(() => undefined);
      this.lognotice('has read its settings again');
    } catch (error) {
      this.logerror(`goes on with its old settings: ${messageOf(error)}`);
    }
  };
  this.posternSettings = read(reread);
  if (!this.posternSettings.constrainsSender) return;
  // Haraka's own check of MAIL FROM; everything else of auth_base is defined here.
  this.inherits('auth/auth_base');
  this.register_hook('mail', 'constrain_sender');
}

/** RFC 4954 §4: no mechanism is offered that the lack of TLS forbids. */
export function hook_capabilities(this: PosternAuth, next: Next, connection: Client): void {
  if (mayAuthenticate(this, connection)) connection.capabilities.push(`AUTH ${MECHANISMS.join(' ')}`);
  next();
}

/** AUTH, and the lines that belong to it: Haraka knows neither. */
export function hook_unrecognized_command(
  this: PosternAuth,
  next: Next,
  connection: Client,
  params: readonly string[],
): void {
  const progress = progressOf(connection);
  const { exchange } = progress;
  if (exchange) {
    delete progress.exchange;
    const line = params.filter((part) => part !== '').join(' ');
    take(this, next, connection, { mechanism: exchange.mechanism, step: exchange.next(line) });
    return;
  }
  const [verb = '', argument = ''] = params;
  if (verb.toUpperCase() !== 'AUTH') {
    next();
    return;
  }
  const refusal = refusalOfAuth(this, connection);
  const [written = '', initial, ...rest] = argument.trim().split(/ +/);
  const mechanism = mechanismOf(written);
  if (refusal) say(connection, next, refusal);
  else if (written === '' || rest.length > 0) say(connection, next, RULES.syntax);
  else if (!mechanism) say(connection, next, RULES.mechanism);
  else take(this, next, connection, { mechanism, step: beginExchange(mechanism, initial) });
}

/** Before each message: whether somebody has to sign in first, and whether who did still may (R3.6). */
export function hook_mail(this: PosternAuth, next: Next, connection: Client): void {
  const { permit } = progressOf(connection);
  if (!permit) {
    const isRefused = this.posternSettings.signInFirstOn.has(connection.local.port);
    if (isRefused) next(DENY, dsnOf(RULES.signInFirst));
    else next();
    return;
  }
  checkPermit(this.posternSettings, permit, operatorLog(this, connection)).then(
    (answer) => {
      if (answer.kind === 'valid') next(CONT);
      else next(DENY_SOFT_AND_DISCONNECT, dsnOf(answer.reply));
    },
    () => next(DENY_SOFT_AND_DISCONNECT, dsnOf(CANNOT_TELL_NOW)),
  );
}

function refusalOfAuth(plugin: PosternAuth, connection: Client): Reply | undefined {
  if (progressOf(connection).permit) return RULES.signedIn;
  if (connection.transaction) return RULES.inTransaction;
  if (mayAuthenticate(plugin, connection)) return undefined;
  return connection.tls.advertised === true ? RULES.tlsFirst : RULES.tlsRequired;
}

function mayAuthenticate({ posternSettings }: PosternAuth, { tls, remote }: Client): boolean {
  return tls.enabled || (posternSettings.allowsClearTextOnLoopback && /^(127\.|::1$)/.test(remote.ip));
}

function take(
  plugin: PosternAuth,
  next: Next,
  connection: Client,
  { mechanism, step }: { readonly mechanism: string; readonly step: Step },
): void {
  switch (step.kind) {
    case 'challenge':
      progressOf(connection).exchange = step.exchange;
      connection.respond(334, step.base64, () => next(OK));
      return;
    case 'cancelled':
      say(connection, next, RULES.cancelled);
      return;
    case 'malformed':
      say(connection, next, RULES.malformed);
      return;
    case 'done':
      judge(plugin.posternSettings, requestOf(connection, step.attempt), operatorLog(plugin, connection))
        .then((answer) => conclude(plugin, next, connection, { mechanism, answer }))
        .catch((error: unknown) => {
          connection.logerror(plugin, `could not answer: ${messageOf(error)}`);
          say(connection, next, CANNOT_TELL);
        });
  }
}

/** A sign-in as Postern's API takes it. */
function requestOf({ remote, local, hello, tls, uuid }: Client, attempt: Attempt): object {
  const { name: cipher, version } = tls.cipher ?? {};
  return {
    door: 'smtp',
    attempt,
    client: {
      address: remote.ip,
      port: remote.port,
      ...(hello.host && { helloName: hello.host.slice(0, 255) }),
      ...(tls.enabled && cipher && version && { tls: { version, cipher } }),
    },
    server: { address: local.ip, port: local.port },
    connectionId: uuid,
  };
}

function operatorLog(plugin: PosternAuth, connection: Client): (problem: string) => void {
  return (problem) => connection.logerror(plugin, problem);
}

async function conclude(
  plugin: PosternAuth,
  next: Next,
  connection: Client,
  { mechanism, answer }: { readonly mechanism: string; readonly answer: SignInAnswer },
): Promise<void> {
  const { decisionId } = answer;
  if (answer.kind === 'allowed') {
    connection.loginfo(plugin, `signed in mailbox=${answer.mailbox} decision=${decisionId}`);
    signIn(plugin, connection, { mechanism, mailbox: answer.mailbox, permit: answer.permit });
    connection.respond(235, '2.7.0 Authentication successful', () => next(OK));
    return;
  }
  connection.results.add({ name: 'auth' }, { fail: `${plugin.name}/${mechanism}` });
  if (answer.kind === 'unavailable') {
    connection.lognotice(plugin, `not judged ip=${connection.remote.ip} decision=${decisionId}`);
    say(connection, next, answer.reply);
    return;
  }
  connection.lognotice(plugin, `refused ip=${connection.remote.ip} reason=${answer.reason} decision=${decisionId}`);
  connection.auth_results(`auth=fail (${mechanism.toLowerCase()})`);
  // Postern's own tarpit instead of auth_base's, and never so long that Haraka gives the hook up.
  await pause(Math.min(answer.delay, longestDelay(plugin)));
  refuse(plugin, next, connection, answer.reply);
}

/** What Haraka and its other plugins look at. The password isn't kept anywhere. */
function signIn(
  plugin: PosternAuth,
  connection: Client,
  signedIn: { readonly mechanism: string; readonly mailbox: string; readonly permit: Permit },
): void {
  const { mechanism, mailbox, permit } = signedIn;
  progressOf(connection).permit = permit;
  connection.relaying = true;
  connection.results.add({ name: 'relay' }, { pass: plugin.name });
  connection.results.add({ name: 'auth' }, { pass: plugin.name, method: mechanism, user: mailbox });
  connection.notes.auth_user = mailbox;
  connection.authheader = '(authenticated bits=0)\n';
  connection.auth_results(`auth=pass (${mechanism.toLowerCase()})`);
}

function refuse(plugin: PosternAuth, next: Next, connection: Client, reply: Reply): void {
  const progress = progressOf(connection);
  progress.failures += 1;
  if (progress.failures < plugin.posternSettings.maxFailures) {
    say(connection, next, reply);
    return;
  }
  connection.respond(reply.code, textOf(reply), () => {
    // RFC 5321 §3.8: 421 names us, and closes.
    connection.respond(421, `4.7.0 ${connection.local.host} Too many failed sign-ins`, () => {
      connection.disconnect();
      next(OK);
    });
  });
}

function longestDelay({ timeout, posternSettings }: PosternAuth): number {
  return timeout > 0 ? Math.max(0, timeout * 1_000 - posternSettings.timeout - 1_000) : Number.MAX_SAFE_INTEGER;
}

function say(connection: Client, next: Next, reply: Reply): void {
  connection.respond(reply.code, textOf(reply), () => next(OK));
}

/** RFC 2034 §4: the enhanced code on each line. */
function textOf({ enhanced, lines }: Reply): readonly string[] {
  return lines.map((line) => `${enhanced} ${line}`);
}

function dsnOf(reply: Reply): DSN {
  return new DSN(reply.code, textOf(reply).join('\n'));
}

function progressOf({ notes }: Client): Progress {
  notes.postern_auth ??= { failures: 0 };
  return notes.postern_auth;
}
