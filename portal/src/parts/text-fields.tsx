import type { ChangeEvent } from 'react';
import { type ControlProps, Field } from './field.tsx';

/** One text of a form, as data. */
export interface TextField<Name extends string> {
  readonly name: Name;
  readonly type?: 'text' | 'email' | 'tel' | 'number' | 'textarea';
  readonly required?: boolean;
  /** Takes the whole width of the form. */
  readonly wide?: boolean;
  readonly autoComplete?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
}

type Control = HTMLInputElement | HTMLTextAreaElement;

/** What binds a control to its text: `useFormValues` makes it. */
interface Bound {
  readonly name: string;
  readonly value: string;
  readonly onChange: (event: ChangeEvent<Control>) => void;
}

/** The fields of a small form in the order of their table, with labels, hints and what is wrong with each. */
export function TextFields<Name extends string>(props: {
  readonly fields: readonly TextField<Name>[];
  readonly bind: (name: Name) => Bound;
  readonly label: (name: Name) => string;
  readonly hint?: (name: Name) => string | undefined;
  readonly problem: (name: Name) => string | undefined;
}) {
  return props.fields.map((field) => (
    <div key={field.name} className={field.wide ? 'form-wide' : undefined}>
      <Field
        label={props.label(field.name)}
        hint={props.hint?.(field.name)}
        problem={props.problem(field.name)}
        required={field.required ?? false}
      >
        {(control) => <TextControl field={field} control={control} bound={props.bind(field.name)} />}
      </Field>
    </div>
  ));
}

function TextControl(props: {
  readonly field: TextField<string>;
  readonly control: ControlProps;
  readonly bound: Bound;
}) {
  const { name: _, wide: _wide, type = 'text', ...attributes } = props.field;
  if (type === 'textarea') return <textarea {...props.control} {...props.bound} {...attributes} />;
  return <input {...props.control} {...props.bound} {...attributes} type={type} />;
}
