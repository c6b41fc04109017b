// No code goes to where it opens the door: the mailbox itself, another name of it, or a mailbox behind the same Postern,
// whose own codes could lie in this one (R2.3).

import { type AccountStore, domainOf } from '../accounts/account-store.ts';
import { canonicalAddress, type LoginNameRules } from '../accounts/login-name.ts';
import type { MailboxAddress } from '../decision.ts';
import type { Destination } from '../messages/carriers.ts';
import { type NumberRules, parseMailAddress, parsePhoneNumber } from './destinations.ts';
import type { SentKind } from './factor.ts';

/** Begins a tag for most mail servers, whatever login names use. */
const USUAL_DELIMITER = '+';

export interface DestinationRules {
  /** Whether codes may go to addresses in protected domains that are nobody's listed mailbox. */
  readonly protectedDomains: 'refuse' | 'allow';
  readonly numbers: NumberRules;
}

export interface DestinationGuardPorts {
  readonly accounts: Pick<AccountStore, 'resolve'>;
  readonly loginNames: LoginNameRules;
  readonly rules: DestinationRules;
}

export type CheckedDestination =
  | { readonly kind: 'fit'; readonly destination: Destination }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'protected' };

/** Every call may throw `ERR_STORE_UNAVAILABLE`. */
export class DestinationGuard {
  readonly #ports: DestinationGuardPorts;

  constructor(ports: DestinationGuardPorts) {
    this.#ports = ports;
  }

  /** Whether there are destinations of this kind at all. */
  serves(kind: SentKind): boolean {
    return kind === 'email' || this.#ports.rules.numbers.prefixes.length > 0;
  }

  /** Whether codes for a mailbox may go to what was typed. */
  async check(kind: SentKind, typed: string, mailbox: MailboxAddress): Promise<CheckedDestination> {
    if (kind === 'sms') {
      const number = parsePhoneNumber(typed, this.#ports.rules.numbers);
      return number === undefined ? { kind: 'malformed' } : { kind: 'fit', destination: { kind, number } };
    }
    const address = parseMailAddress(typed);
    if (address === undefined) return { kind: 'malformed' };
    return (await this.#isProtected(address, mailbox))
      ? { kind: 'protected' }
      : { kind: 'fit', destination: { kind, address } };
  }

  /** Whether a destination has become another name of the mailbox since it was checked, as by a new alias. */
  async leadsBack(destination: Destination, mailbox: MailboxAddress): Promise<boolean> {
    if (destination.kind === 'sms') return false;
    for (const name of this.#namesOf(destination.address)) {
      if ((await this.#ports.accounts.resolve(name))?.address === mailbox) return true;
    }
    return false;
  }

  async #isProtected(address: string, mailbox: MailboxAddress): Promise<boolean> {
    const { accounts, rules } = this.#ports;
    for (const name of this.#namesOf(address)) {
      const account = await accounts.resolve(name);
      if (account && (rules.protectedDomains === 'refuse' || account.mailbox || account.address === mailbox))
        return true;
    }
    return rules.protectedDomains === 'refuse' && (await this.#isBelowProtected(domainOf(address)));
  }

  /** Mail servers take mail for their own host's name too: `anna@mail.example.org` may be `anna@example.org`. */
  async #isBelowProtected(domain: string): Promise<boolean> {
    for (let dot = domain.indexOf('.'); dot !== -1; dot = domain.indexOf('.', dot + 1)) {
      if (await this.#ports.accounts.resolve(`postmaster@${domain.slice(dot + 1)}`)) return true;
    }
    return false;
  }

  /** An address as Postern would resolve it, with and without what may be a tag. */
  #namesOf(address: string): readonly MailboxAddress[] {
    const { loginNames } = this.#ports;
    const name = canonicalAddress(address, loginNames) ?? address.toLowerCase();
    const at = name.lastIndexOf('@');
    const delimiters = [USUAL_DELIMITER, loginNames.recipientDelimiter ?? USUAL_DELIMITER];
    const untagged = delimiters.map((delimiter) => {
      const tag = name.indexOf(delimiter);
      return tag > 0 && tag < at ? name.slice(0, tag) + name.slice(at) : name;
    });
    return Array.from(new Set([name, ...untagged]));
  }
}
