// Codes that Postern makes and a person types from paper: recovery codes (R2.6) and the enrolment codes that an
// administrator gives out (R2.2). 15 letters in groups of five, e.g. `kdmwt-zrahq-pexvb`.

import { type TypedSecretFormat, typedSecretFormat } from '../typed-secret.ts';

/** Longest text that is looked at at all, in characters: far above what any typist adds to 15 letters. */
const MAX_ENTERED = 100;

/** 15 letters of 23: 67.9 random bits. Blanks and dashes of any script don't count, as these are copied and pasted. */
const FORMAT = typedSecretFormat({ letters: 15, group: 5, ignored: /[\s\p{Pd}]/gu });

export const TYPED_CODE: TypedSecretFormat = {
  ...FORMAT,
  normalize: (entered) => (entered.length > MAX_ENTERED ? undefined : FORMAT.normalize(entered)),
};
