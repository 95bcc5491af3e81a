/** Is this an ORCID iD with the right check character (ISO 7064 MOD 11-2)? */
export function isOrcid(text: string): boolean {
  const match = /^(?:https:\/\/orcid\.org\/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])$/.exec(text);
  if (!match?.[1]) return false;
  const characters = match[1].replaceAll('-', '');
  const total = [...characters.slice(0, 15)].reduce((sum, digit) => (sum + Number(digit)) * 2, 0);
  const check = (12 - (total % 11)) % 11;
  return characters[15] === (check === 10 ? 'X' : String(check));
}
