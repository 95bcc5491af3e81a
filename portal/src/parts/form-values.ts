import { type ChangeEvent, type FormEvent, useState } from 'react';

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The texts of a small form by name, with what binds a control to one of them. */
export function useFormValues<Name extends string>(initial: Readonly<Record<Name, string>>) {
  const [values, setValues] = useState(initial);
  const bind = (name: Name) => ({
    name,
    value: values[name],
    onChange: (event: ChangeEvent<Control>) => {
      const { value } = event.target;
      setValues((current) => ({ ...current, [name]: value }));
    },
  });
  return { values, bind };
}

/** What an `InvalidInput` says about one field, by the end of its path. */
export function problemOf(
  refusal: { readonly problems?: readonly { readonly field: string; readonly message: string }[] } | undefined,
  field: string,
): string | undefined {
  return refusal?.problems?.find((problem) => problem.field === field || problem.field.endsWith(`.${field}`))?.message;
}

/** A text, or absent when nothing was typed. */
export function given<Name extends string>(name: Name, value: string): Partial<Record<Name, string>> {
  const trimmed = value.trim();
  return trimmed === '' ? {} : ({ [name]: trimmed } as Partial<Record<Name, string>>);
}

/** Runs instead of the browser's own sending of a form. */
export function onSubmit(send: () => Promise<void>): (event: FormEvent) => void {
  return (event) => {
    event.preventDefault();
    void send();
  };
}
