/** Nothing is known yet, not even the language: the platform did not say who it is. */
export function StartFailure() {
  return (
    <main className="start-failure">
      <h1>平台暂时无法访问</h1>
      <p>请稍后重新打开本页。</p>
      <p lang="en">The platform cannot be reached now. Open this page again later.</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        重试 Retry
      </button>
    </main>
  );
}
