// Administrators and their codes in memory.

import type { AdministratorName } from '../../../core/administrators/administrator.ts';
import type {
  AdministratorChange,
  AdministratorCode,
  AdministratorCodeHash,
  AdministratorStamp,
  AdministratorStore,
  LastAdministratorRule,
  NewAdministrator,
  StoredAdministrator,
} from '../../../core/administrators/administrator-store.ts';
import type { Millis } from '../../../core/units.ts';
import { type KeptAdministrator, type MemoryState, removeFactors, removeFrom } from './state.ts';

export class MemoryAdministratorStore implements AdministratorStore {
  readonly #state: MemoryState;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  async find(name: AdministratorName): Promise<StoredAdministrator | undefined> {
    return this.#find(name);
  }

  async list(): Promise<readonly StoredAdministrator[]> {
    return Array.from(this.#state.administrators.values(), shown).sort((one, other) =>
      one.name < other.name ? -1 : 1,
    );
  }

  async findPasswordHash(name: AdministratorName): Promise<string | undefined> {
    return this.#state.administrators.get(name)?.phc;
  }

  async add({ domains, ...administrator }: NewAdministrator): Promise<boolean> {
    const { administrators } = this.#state;
    if (administrators.has(administrator.name)) return false;
    administrators.set(administrator.name, { ...administrator, domains: this.#known(domains), disabled: false });
    return true;
  }

  async change(
    name: AdministratorName,
    change: AdministratorChange & { readonly stamp: AdministratorStamp },
    rule: LastAdministratorRule,
  ): Promise<StoredAdministrator | 'last' | undefined> {
    const before = this.#state.administrators.get(name);
    if (!before) return undefined;
    const after = { ...before, ...change };
    const staysOne = after.role === 'platform-administrator' && !after.disabled;
    if (!staysOne && this.#isLast(before, rule)) return 'last';
    this.#state.administrators.set(name, { ...after, domains: this.#known(after.domains) });
    return this.#find(name);
  }

  async remove(
    name: AdministratorName,
    rule: LastAdministratorRule,
  ): Promise<StoredAdministrator | 'last' | undefined> {
    const before = this.#state.administrators.get(name);
    if (!before) return undefined;
    if (this.#isLast(before, rule)) return 'last';
    this.#state.administrators.delete(name);
    removeFrom(this.#state.administratorCodes, (_key, code) => code.name === name);
    removeFactors(this.#state, (owner) => owner === name);
    return shown(before);
  }

  async reset(
    { stamp, ...code }: AdministratorCode & { readonly stamp: AdministratorStamp },
    rule: LastAdministratorRule,
  ): Promise<StoredAdministrator | 'last' | undefined> {
    const { name } = code;
    const before = this.#state.administrators.get(name);
    if (!before) return undefined;
    if (this.#isLast(before, rule)) return 'last';
    const { phc: _gone, ...rest } = before;
    this.#state.administrators.set(name, { ...rest, stamp });
    removeFactors(this.#state, (owner) => owner === name);
    await this.keepCode(code);
    return this.#find(name);
  }

  async setPasswordHash(
    name: AdministratorName,
    { phc, before, stamp }: { readonly phc: string; readonly before: AdministratorStamp; readonly stamp: string },
  ): Promise<boolean> {
    const kept = this.#state.administrators.get(name);
    if (kept?.stamp !== before) return false;
    this.#state.administrators.set(name, { ...kept, phc, stamp });
    this.#state.administratorCodes.delete(keyOf({ kind: 'set-up', name }));
    return true;
  }

  async recordSignIn(name: AdministratorName, at: Millis): Promise<void> {
    const kept = this.#state.administrators.get(name);
    if (kept) this.#state.administrators.set(name, { ...kept, lastSignInAt: Math.max(kept.lastSignInAt ?? 0, at) });
  }

  async keepCode(code: AdministratorCode): Promise<void> {
    this.#state.administratorCodes.set(keyOf(code), code);
  }

  async takeCode(hash: AdministratorCodeHash, at: Millis): Promise<AdministratorCode | undefined> {
    const code = [...this.#state.administratorCodes.values()].find((kept) => kept.hash === hash && kept.endsAt > at);
    if (code) this.#state.administratorCodes.delete(keyOf(code));
    return code;
  }

  async purge(at: Millis): Promise<number> {
    return removeFrom(this.#state.administratorCodes, (_key, { endsAt }) => endsAt < at);
  }

  #find(name: AdministratorName): StoredAdministrator | undefined {
    const kept = this.#state.administrators.get(name);
    return kept && shown(kept);
  }

  #known(domains: NewAdministrator['domains']): NewAdministrator['domains'] {
    return domains === 'all' ? domains : new Set([...domains].filter((name) => this.#state.domains.has(name)).sort());
  }

  #isLast(administrator: KeptAdministrator, rule: LastAdministratorRule): boolean {
    if (rule === 'unguarded' || !canAdminister(administrator)) return false;
    const others = [...this.#state.administrators.values()].filter(({ name }) => name !== administrator.name);
    return !others.some(canAdminister);
  }
}

function canAdminister({ role, disabled, phc }: KeptAdministrator): boolean {
  return role === 'platform-administrator' && !disabled && phc !== undefined;
}

function shown({ phc, ...administrator }: KeptAdministrator): StoredAdministrator {
  return { ...administrator, isSetUp: phc !== undefined };
}

function keyOf({ kind, name }: Pick<AdministratorCode, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}
