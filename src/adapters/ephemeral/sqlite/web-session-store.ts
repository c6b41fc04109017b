// Browsers' sessions in a SQLite file that the machine's workers share. Everything in it may be forgotten: whoever was
// signed in then signs in again.

import { domainOf } from '../../../core/accounts/account-store.ts';
import type { SealedBox } from '../../../core/app-passwords/app-password-store.ts';
import type { MailboxAddress, RevocationSequence } from '../../../core/decision.ts';
import { clientNetwork, clientSite } from '../../../core/places/networks.ts';
import type { AccountSession, PendingSession, WebSession, WebSessionId } from '../../../core/sessions/web-session.ts';
import {
  CLAIMS_KEPT_FOR,
  type KeptSession,
  MAX_ANONYMOUS_SESSIONS,
  MAX_ANONYMOUS_SESSIONS_PER_NETWORK,
  MAX_SESSIONS_PER_MAILBOX,
  type NewSession,
  type Promotion,
  type SessionGlance,
  type SessionLookupKey,
  type SessionsOf,
  type WebSessionStore,
} from '../../../core/sessions/web-session-store.ts';
import type { Millis } from '../../../core/units.ts';
import { ForgettableFile, type OpenedFile } from '../../drivers/forgettable-file.ts';
import { numeric, octets, parseJson } from '../../drivers/row.ts';
import type { Row } from '../../drivers/sqlite.ts';
import { WEB_SESSION_MIGRATIONS, WEB_SESSION_SQL } from './web-session-sql.ts';

export type SqliteWebSessionStore = WebSessionStore & AsyncDisposable;

/** Opens or creates the file (mode 0600). Throws `ERR_STORE_UNAVAILABLE`. */
export function openSqliteWebSessionStore(
  path: string,
  options: { readonly busyTimeout?: Millis } = {},
): SqliteWebSessionStore {
  return new SharedWebSessionStore(
    new ForgettableFile({ path, migrations: WEB_SESSION_MIGRATIONS, sql: WEB_SESSION_SQL, ...options }),
  );
}

type Sql = OpenedFile<keyof typeof WEB_SESSION_SQL>['sql'];

class SharedWebSessionStore implements SqliteWebSessionStore {
  readonly #file: ForgettableFile<keyof typeof WEB_SESSION_SQL>;

  constructor(file: ForgettableFile<keyof typeof WEB_SESSION_SQL>) {
    this.#file = file;
  }

  async insert(next: NewSession): Promise<readonly AccountSession[]> {
    return this.#file.write((sql) => insert(sql, next, 1));
  }

  async findByLookupKey(lookupKey: SessionLookupKey): Promise<KeptSession | undefined> {
    const row = this.#file.use(({ sql }) => sql.findByLookupKey.get(lookupKey));
    return row && { session: parse(row), sealedVault: octets(row, 'vault'), version: numeric(row, 'version') };
  }

  async look(lookupKey: SessionLookupKey): Promise<SessionGlance | undefined> {
    const row = this.#file.read(({ sql }) => sql.look.get(lookupKey));
    return row && { version: numeric(row, 'version'), lastActiveAt: numeric(row, 'last_active_at') };
  }

  async find(id: WebSessionId): Promise<WebSession | undefined> {
    const row = this.#file.use(({ sql }) => sql.find.get(id));
    return row && parse(row);
  }

  async promote(
    before: { readonly lookupKey: SessionLookupKey; readonly version: number },
    next: NewSession,
  ): Promise<Promotion> {
    return this.#file.write((sql) => {
      if (sql.take.run(before.lookupKey, before.version) === 0) {
        return sql.exists.get(before.lookupKey) ? { kind: 'changed' } : { kind: 'gone' };
      }
      return { kind: 'promoted', displaced: insert(sql, next, before.version + 1) };
    });
  }

  async writeVault(lookupKey: SessionLookupKey, version: number, sealedVault: Uint8Array): Promise<boolean> {
    return this.#file.write((sql) => sql.writeVault.run(sealedVault, lookupKey, version) > 0);
  }

  async takeTry(id: WebSessionId): Promise<number | undefined> {
    const row = this.#file.write((sql) => sql.takeTry.get(id));
    return row && numeric(row, 'tries_left');
  }

  async giveBackTry(id: WebSessionId): Promise<void> {
    this.#file.write((sql) => sql.giveBackTry.run(id));
  }

  async spendTry(id: WebSessionId): Promise<boolean> {
    const row = this.#file.write((sql) => sql.spendTry.get(id));
    return row !== undefined && numeric(row, 'tries_left') === 0 && numeric(row, 'tries_open') === 0;
  }

  async touchAll(touches: readonly { readonly id: WebSessionId; readonly at: Millis }[]): Promise<void> {
    this.#file.write((sql) => {
      for (const { id, at } of touches) sql.touch.run(at, id);
    });
  }

  async end(id: WebSessionId, state: WebSession['state']): Promise<WebSession | undefined> {
    const row = this.#file.write((sql) => sql.end.get(id, state));
    return row && parse(row);
  }

  async endAll(
    of: SessionsOf,
    but: { readonly exceptId?: WebSessionId; readonly decidedFrom?: RevocationSequence } = {},
  ): Promise<readonly AccountSession[]> {
    const bounds = [but.exceptId ?? null, but.decidedFrom ?? null];
    const rows = this.#file.write((sql) => {
      if (of === 'everybody') return sql.endEverybody.all(...bounds);
      return 'mailbox' in of ? sql.endMailbox.all(of.mailbox, ...bounds) : sql.endDomain.all(of.domain, ...bounds);
    });
    return ofAccounts(rows);
  }

  async claimUpstreamEnd(id: WebSessionId, at: Millis): Promise<boolean> {
    return this.#file.write((sql) => sql.claimUpstreamEnd.run(id, at) > 0);
  }

  async list(mailbox?: MailboxAddress): Promise<readonly AccountSession[]> {
    const rows = this.#file.use(({ sql }) =>
      mailbox === undefined ? sql.listAll.all() : sql.listMailbox.all(mailbox),
    );
    return ofAccounts(rows);
  }

  async purge(over: { readonly endedBy: Millis; readonly idleSince: Millis }): Promise<readonly AccountSession[]> {
    return this.#file.write((sql) => {
      sql.forgetClaims.run(over.endedBy - CLAIMS_KEPT_FOR);
      return ofAccounts(sql.purge.all(over.endedBy, over.idleSince));
    });
  }

  async revocationsSeen(): Promise<RevocationSequence> {
    const row = this.#file.use(({ sql }) => sql.seen.get());
    return row === undefined ? 0 : numeric(row, 'sequence');
  }

  async markRevocationsSeen(sequence: RevocationSequence): Promise<void> {
    this.#file.write((sql) => sql.markSeen.run(sequence));
  }

  async startOver({
    seen,
    current,
  }: {
    readonly seen: RevocationSequence;
    readonly current: RevocationSequence;
  }): Promise<readonly AccountSession[]> {
    return this.#file.write((sql) =>
      sql.takeBackSeen.run(current, seen) === 0 ? [] : ofAccounts(sql.endEverybody.all(null, null)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#file.close();
  }
}

function insert(sql: Sql, { lookupKey, session, sealedVault }: NewSession, version: number): readonly AccountSession[] {
  const { remoteAddress } = session.origin;
  const network = clientSite(remoteAddress) ?? clientNetwork(remoteAddress);
  const ofAccount = session.state === 'anonymous' ? undefined : session;
  sql.insert.run(
    ...[lookupKey, session.id, session.state, network, ofAccount?.mailbox ?? null],
    ...[ofAccount ? domainOf(ofAccount.mailbox) : null, ofAccount?.decidedAt ?? null],
    ...[
      session.startedAt,
      session.endsAt,
      session.lastActiveAt,
      session.state === 'pending' ? session.triesLeft : null,
    ],
    ...[version, factsOf(session), sealedVault],
  );
  if (ofAccount) {
    const { mailbox, state } = ofAccount;
    return ofAccounts(sql.limitMailbox.all(mailbox, state, MAX_SESSIONS_PER_MAILBOX[state]));
  }
  sql.limitNetwork.run(network, MAX_ANONYMOUS_SESSIONS_PER_NETWORK);
  sql.limitAnonymous.run(MAX_ANONYMOUS_SESSIONS);
  return [];
}

/** As JSON, without what changes: octets (what is sealed anew for app passwords) have no form in it. */
function factsOf(session: WebSession): string {
  const { lastActiveAt: _changes, ...facts } = session;
  if (facts.state !== 'pending') return JSON.stringify(facts);
  const resealed = facts.resealed.map(({ sealedPassword, ...box }) => ({
    ...box,
    ...(sealedPassword && { sealedPassword: Buffer.from(sealedPassword).toString('base64') }),
  }));
  return JSON.stringify({ ...facts, resealed });
}

/** A box as {@link factsOf} writes it. */
type WrittenBox = Omit<SealedBox, 'sealedPassword'> & { readonly sealedPassword?: string };

type Facts =
  | Exclude<WebSession, PendingSession>
  | (Omit<PendingSession, 'resealed'> & { readonly resealed: readonly WrittenBox[] });

function parse(row: Row): WebSession {
  const facts = parseJson<Facts>(row, 'facts');
  const lastActiveAt = numeric(row, 'last_active_at');
  if (facts.state !== 'pending') return { ...facts, lastActiveAt };
  const resealed = facts.resealed.map(({ sealedPassword, ...box }) => ({
    ...box,
    ...(sealedPassword !== undefined && { sealedPassword: new Uint8Array(Buffer.from(sealedPassword, 'base64')) }),
  }));
  return { ...facts, resealed, lastActiveAt, triesLeft: numeric(row, 'tries_left') };
}

function ofAccounts(rows: readonly Row[]): readonly AccountSession[] {
  return rows.map(parse).filter((session) => session.state !== 'anonymous');
}
