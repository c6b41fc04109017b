// How a gateway with an HTTP interface is described, as data: what it is asked, and how its answer is read. The
// configuration writes it (R7.4: any gateway, by template), presets are values of it, the adapter acts by it.

import type { Escape } from './sms-template.ts';

export interface TemplateField {
  readonly name: string;
  /** A template. */
  readonly value: string;
}

/** What is sent besides the request's head. */
export type SmsHttpBody =
  | { readonly kind: 'none' }
  /** `application/x-www-form-urlencoded`. */
  | { readonly kind: 'form'; readonly fields: readonly TemplateField[] }
  /** A JSON text; placeholders stand inside of its texts. */
  | { readonly kind: 'json'; readonly document: string }
  | { readonly kind: 'raw'; readonly contentType: string; readonly template: string; readonly escape: Escape };

/** Where in an answer something stands. */
export interface AnswerPart {
  /** A JSON Pointer (RFC 6901) into an answer that is JSON. */
  readonly pointer?: string;
  /** A regular expression for the answer's text, or for what the pointer finds. Its first group, or all that matches. */
  readonly pattern?: string;
}

/** What an answer must be like. */
export interface AnswerRule {
  /** Absent: any from 200 to 299. */
  readonly statuses?: readonly number[];
  /** Absent: whatever it says. */
  readonly part?: AnswerPart;
}

export interface SmsHttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** A template. Placeholders but `{number}` and `{digits}` stand in the query only. */
  readonly url: string;
  readonly headers: readonly TemplateField[];
  readonly body: SmsHttpBody;
}

export interface SmsHttpAnswers {
  /** Only what meets one of these was accepted. */
  readonly accepted: readonly AnswerRule[];
  /** What meets one of these, and isn't accepted, is about the number or the text. All else is "not now". */
  readonly refused: readonly AnswerRule[];
  /** The gateway's own id of the text. */
  readonly messageId?: AnswerPart;
  /** A short code for the log. Words are never logged, as they may repeat number and text. */
  readonly errorCode?: AnswerPart;
}

export interface SmsHttpTemplate {
  readonly request: SmsHttpRequest;
  readonly answers: SmsHttpAnswers;
  /** A request that shows whether the credentials are right and sends nothing. Absent: only a connection is tried. */
  readonly probe?: { readonly request: SmsHttpRequest; readonly well: readonly AnswerRule[] };
}
