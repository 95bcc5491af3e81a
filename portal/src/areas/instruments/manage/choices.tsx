/** Some of a few: a check box each. */
export function Choices<Value extends string>(props: {
  readonly legend: string;
  readonly all: readonly Value[];
  readonly chosen: readonly Value[];
  readonly name: (value: Value) => string;
  readonly choose: (chosen: readonly Value[]) => void;
}) {
  const { legend, all, chosen, name, choose } = props;
  const toggle = (value: Value, isOn: boolean): void =>
    choose(all.filter((one) => (one === value ? isOn : chosen.includes(one))));
  return (
    <fieldset className="manage-wide choices">
      <legend>{legend}</legend>
      {all.map((value) => (
        <label key={value} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) => toggle(value, event.target.checked)}
          />
          {name(value)}
        </label>
      ))}
    </fieldset>
  );
}
