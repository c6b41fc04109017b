// Where a second step is set up: at sign-in (R2.2) or in the account (R2.8). The pages are the same; their frame, their
// addresses and what follows aren't.

import type { FactorKind } from '../../core/factors/factor.ts';
import type { OpenSession, PendingSession } from '../../core/sessions/web-session.ts';
import type { PresentedSession } from '../../core/sign-in/web-sign-in-contract.ts';
import { linkButton } from '../pages/frame/parts.ts';
import type { Markup } from '../pages/markup.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import type { Visit } from '../pages/visit.ts';

/** A request of somebody who sets up a second step. */
export type Enrolling = Visit<PresentedSession<PendingSession | OpenSession>>;

/** Kinds that pages know how to set up. */
export type OfferedKind = Exclude<FactorKind, 'passkey'>;

/** What a page of enrolment says. */
export interface EnrolmentContent {
  readonly title: string;
  readonly lead?: Markup | undefined;
  readonly body: Markup;
  /** Default: 200. */
  readonly status?: number;
  /** For more than a question. */
  readonly isWide?: boolean;
  /** It has a frame of its own: cards to choose from. */
  readonly isFramed?: boolean;
}

export interface EnrolmentPlace {
  /** Of the page, below the prefix. Its forms go there, to `/send` below it, and to `/code`. */
  readonly path: string;
  readonly title: string;
  /** Why there is something to choose, and what the steps for an app are for. */
  readonly leads: { readonly choice: Markup; readonly app?: Markup | undefined };
  /** Stands in the last form, before its button. */
  readonly more?: Markup | undefined;
  /** Puts it into the frame of the place. */
  frame(content: EnrolmentContent): PageAnswer;
  /** The core wants password and second step again first. Absent: where that isn't asked. */
  confirmFirst?(): PageAnswer;
}

/** The kind that a form or an address names, if it is offered. */
export function kindIn(value: string | null | undefined, kinds: readonly OfferedKind[]): OfferedKind | undefined {
  return kinds.find((kind) => kind === value) ?? (kinds.length === 1 ? kinds[0] : undefined);
}

/** The way back to the choice, where there is one. */
export function otherKinds(
  { view }: Enrolling,
  { path }: EnrolmentPlace,
  kinds: readonly OfferedKind[],
): Markup | undefined {
  if (kinds.length < 2) return undefined;
  return linkButton(view.words.say('choice.other'), path, { kind: 'plain', isFull: true });
}

/** What may be set up here, of the kinds that pages know. */
export async function offeredKinds({ parts, presented }: Enrolling): Promise<readonly OfferedKind[]> {
  const kinds = await parts.account.enrolment.kinds(presented);
  return kinds.filter((kind) => kind !== 'passkey');
}
