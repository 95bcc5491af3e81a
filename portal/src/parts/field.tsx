import { type ReactNode, useId } from 'react';
import './field.css';

/** What a control inside a `Field` must carry. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
}

/** A labelled control with a hint and what is wrong with its value. For pages without antd. */
export function Field(props: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly required?: boolean;
  readonly children: (control: ControlProps) => ReactNode;
}) {
  const id = useId();
  const about = [...(props.hint ? [`${id}-hint`] : []), ...(props.problem ? [`${id}-problem`] : [])].join(' ');
  const control: ControlProps = {
    id,
    ...(about === '' ? {} : { 'aria-describedby': about }),
    ...(props.problem ? { 'aria-invalid': true } : {}),
  };
  return (
    <div className={props.problem ? 'field field-wrong' : 'field'}>
      <label htmlFor={id}>
        {props.label}
        {props.required ? <span aria-hidden="true"> *</span> : null}
      </label>
      {props.children(control)}
      {props.hint ? (
        <small id={`${id}-hint`} className="field-hint">
          {props.hint}
        </small>
      ) : null}
      {props.problem ? (
        <small id={`${id}-problem`} className="field-problem">
          {props.problem}
        </small>
      ) : null}
    </div>
  );
}
