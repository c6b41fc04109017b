// What a catalogue of texts is. English says which keys there are and which placeholders each has; every other language
// has the same keys, or it doesn't compile.

/** Forms of a text that counts, as `Intl.PluralRules` names them; `{count}` is the number. */
export interface PluralForms {
  readonly one?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

export type Message = string | PluralForms;

/** A catalogue in another language: the keys of `Original`, counting where it counts. */
export type Translated<Original extends Readonly<Record<string, Message>>> = {
  readonly [Key in keyof Original]: Original[Key] extends string ? string : PluralForms;
};

/** The names in braces in a text. */
type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** The placeholders of a message. */
export type PlaceholdersOf<M> = M extends string
  ? NamesIn<M>
  : M extends { readonly other: infer Text }
    ? NamesIn<Text> | 'count'
    : never;
