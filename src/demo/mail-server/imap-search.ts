// SEARCH (RFC 9051 §6.4.4): walks the query that imap-core has parsed. Headers and bodies are compared as a person sees
// them, decoded and without regard to case, which imap-core's own matcher doesn't do.

import type { ImapHandlers, SearchQuery, SearchTerm } from 'wildduck/imap-core/index.js';
import type { StoredMessage } from './folder.ts';
import { answerWith } from './imap-answer.ts';
import { mailboxOf } from './imap-folder-handlers.ts';
import type { MailStore } from './mail-store.ts';
import { bodyText, headerText, headerValues, mimeTreeOf } from './mime.ts';

export function searchHandlers(store: MailStore): Pick<ImapHandlers, 'onSearch'> {
  return {
    onSearch: (folderId, options, session, answer) =>
      answerWith(answer, () => {
        const folder = mailboxOf(store, session).folderById(folderId);
        if (folder === undefined) return { uidList: 'NONEXISTENT', highestModseq: 0 };
        const found = folder.messages.filter((message) => matches(message, options.query));
        return {
          uidList: found.map((message) => message.uid),
          highestModseq: Math.max(0, ...found.map((message) => message.modseq)),
        };
      }),
  };
}

function matches(message: StoredMessage, query: SearchQuery | SearchTerm): boolean {
  return isTerm(query) ? matchesTerm(message, query) : query.every((part) => matches(message, part));
}

function matchesTerm(message: StoredMessage, term: SearchTerm): boolean {
  switch (term.key) {
    case 'all':
    case 'charset':
      return true;
    case 'flag':
      return message.flags.includes(String(term.value)) === term.exists;
    case 'uid':
      return Array.isArray(term.value) && term.value.includes(message.uid);
    case 'size':
      return compare(message.raw.length, term, Number(term.value));
    case 'modseq':
      return message.modseq >= Number(term.value);
    case 'internaldate':
      return compare(dayOf(message.receivedAt), term, dayOf(new Date(`${term.value} UTC`)));
    case 'date':
      return compare(dayOf(sentAt(message)), term, dayOf(new Date(`${term.value} UTC`)));
    case 'not':
      return isQuery(term.value) && !matches(message, term.value);
    case 'or':
      return Array.isArray(term.value) && term.value.some((part) => isQuery(part) && matches(message, part));
    default:
      return matchesText(message, term);
  }
}

function matchesText(message: StoredMessage, term: SearchTerm): boolean {
  const tree = mimeTreeOf(message.raw);
  // imap-core hands over octets as a binary string; clients send UTF-8 (or US-ASCII, which is the same).
  const wanted = Buffer.from(String(term.value), 'latin1').toString('utf8').toLowerCase();
  switch (term.key) {
    case 'header':
      return headerValues(tree, term.header ?? '').some((value) => value.toLowerCase().includes(wanted));
    case 'body':
      return bodyText(tree).toLowerCase().includes(wanted);
    case 'text':
      return `${headerText(tree)}\n${bodyText(tree)}`.toLowerCase().includes(wanted);
    default:
      return false;
  }
}

function compare(value: number, term: SearchTerm, bound: number): boolean {
  switch (term.operator) {
    case '<':
      return value < bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    default:
      return value === bound;
  }
}

/** Days since the epoch in UTC: SEARCH disregards time and zone (RFC 9051 §6.4.4). */
function dayOf(date: Date): number {
  return Math.floor(date.getTime() / 86_400_000);
}

function sentAt(message: StoredMessage): Date {
  const [value] = headerValues(mimeTreeOf(message.raw), 'date');
  const date = new Date(value ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? message.receivedAt : date;
}

function isTerm(query: SearchQuery | SearchTerm): query is SearchTerm {
  return 'key' in query;
}

function isQuery(value: unknown): value is SearchQuery | SearchTerm {
  return typeof value === 'object' && value !== null && (Array.isArray(value) || 'key' in value);
}
