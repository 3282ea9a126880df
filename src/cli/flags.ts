export interface Flag {
  readonly name: string;
  /** `toggle`: no value. `list`: may be given several times. */
  readonly kind: 'text' | 'integer' | 'toggle' | 'list';
  /** What the value is called in help: `PATH`. */
  readonly placeholder?: string;
  readonly help: string;
}

/** Flags as a verb's table lists them: name, what the value is called, what help says of it. */
export const text = (name: string, placeholder: string, help: string): Flag => ({
  name,
  kind: 'text',
  placeholder,
  help,
});

/** A whole number. */
export const integer = (name: string, placeholder: string, help: string): Flag => ({
  name,
  kind: 'integer',
  placeholder,
  help,
});

/** May be given several times. */
export const list = (name: string, placeholder: string, help: string): Flag => ({
  name,
  kind: 'list',
  placeholder,
  help,
});

/** Takes no value. */
export const toggle = (name: string, help: string): Flag => ({ name, kind: 'toggle', help });
