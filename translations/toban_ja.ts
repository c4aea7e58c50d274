<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP">
<context>
    <name>AppearanceForm</name>
    <message>
        <source>&amp;Theme</source>
        <translation>テーマ(&amp;T)</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>テーマ</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>言語(&amp;L)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Ti&amp;mes in</source>
        <translation>時刻の表示(&amp;M)</translation>
    </message>
    <message>
        <source>Times in</source>
        <translation>時刻の表示</translation>
    </message>
    <message>
        <source>The environment’s zone</source>
        <translation>環境のタイムゾーン</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>Changes here hold at once.</source>
        <translation>変更はすぐに反映されます。</translation>
    </message>
</context>
<context>
    <name>AuditText</name>
    <message>
        <source>not ready in time</source>
        <translation>時間内に準備完了せず</translation>
    </message>
    <message>
        <source>overtaken by another change</source>
        <translation>別の変更で上書き</translation>
    </message>
    <message>
        <source>the deployment failed</source>
        <translation>デプロイメントが失敗</translation>
    </message>
    <message>
        <source>not watched to its end: the environment was switched</source>
        <translation>環境を切り替えたため、完了を未確認</translation>
    </message>
    <message>
        <source>not sent: the environment was switched</source>
        <translation>環境を切り替えたため、未送信</translation>
    </message>
    <message>
        <source>refused: the fleet had changed since the plan</source>
        <translation>拒否（計画の作成後にフリートが変化）</translation>
    </message>
    <message>
        <source>refused: the role does not suffice</source>
        <translation>拒否（ロール不足）</translation>
    </message>
    <message>
        <source>refused: there is no such deployment</source>
        <translation>拒否（該当するデプロイメントなし）</translation>
    </message>
    <message>
        <source>never reached the manager: nothing was done</source>
        <translation>マネージャーに届かず、未実行</translation>
    </message>
    <message>
        <source>refused by the manager</source>
        <translation>マネージャーが拒否</translation>
    </message>
    <message>
        <source>Scale</source>
        <comment>an operator&apos;s action, as a noun</comment>
        <translation>スケール変更</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>計画</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>送信</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>応答</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>準備完了</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Outcome unknown</source>
        <translation>結果不明</translation>
    </message>
    <message numerus="yes">
        <source>%n replica(s)</source>
        <translation>
            <numerusform>レプリカ %n</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 ready</source>
        <translation>%2 中 %1 準備完了</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>受理</translation>
    </message>
    <message>
        <source>not known whether it was done (%1)</source>
        <translation>実行されたか不明（%1）</translation>
    </message>
    <message>
        <source>not known whether it was done</source>
        <translation>実行されたか不明</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>operator action and what it set</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>%1, %2 to %3.</source>
        <translation>%1、%2～%3。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>series name, value</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>No data in this range.</source>
        <translation>この期間のデータはありません。</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>他 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>over %1</source>
        <comment>a bucket without upper bound; Japanese %1超</comment>
        <translation>%1 超</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <comment>bounds of a bucket; Japanese %1～%2</comment>
        <translation>%1～%2</translation>
    </message>
    <message>
        <source>Other (%1)</source>
        <comment>how many</comment>
        <translation>その他（%1）</translation>
    </message>
</context>
<context>
    <name>ContextCheck</name>
    <message>
        <source>An address looks like https://prometheus.example:9090.</source>
        <translation>アドレスは https://prometheus.example:9090 のように入力してください。</translation>
    </message>
    <message>
        <source>Take the user and the password out of the address and enter them below: addresses are kept in a plain file.</source>
        <translation>アドレスからユーザー名とパスワードを除き、下の欄に入力してください。アドレスは平文のファイルに保存されます。</translation>
    </message>
    <message>
        <source>Take out everything from “?” or “#” on: only the beginning of the address belongs here.</source>
        <translation>「?」または「#」以降を除いてください。ここに入れるのはアドレスの先頭部分だけです。</translation>
    </message>
    <message>
        <source>A proxy looks like http://proxy.example:3128 or socks5://proxy.example:1080.</source>
        <translation>プロキシは http://proxy.example:3128 または socks5://proxy.example:1080 のように入力してください。</translation>
    </message>
    <message>
        <source>A header has no name.</source>
        <translation>名前のないヘッダーがあります。</translation>
    </message>
    <message>
        <source>“%1” is not a header name.</source>
        <translation>「%1」はヘッダー名として使えません。</translation>
    </message>
    <message>
        <source>The header %1 is there twice.</source>
        <translation>ヘッダー %1 が重複しています。</translation>
    </message>
    <message>
        <source>Use “Sign in with” for Authorization instead of a header.</source>
        <translation>Authorization はヘッダーではなく「認証方法」で指定してください。</translation>
    </message>
    <message>
        <source>The value of %1 has a line break.</source>
        <translation>%1 の値に改行が含まれています。</translation>
    </message>
    <message>
        <source>Take the user and the password out of the proxy’s address: addresses are kept in a plain file.</source>
        <translation>プロキシのアドレスからユーザー名とパスワードを除いてください。アドレスは平文のファイルに保存されます。</translation>
    </message>
    <message>
        <source>The value of %1 would stand in a plain file. Tick “Secret” beside it to keep it in the keyring.</source>
        <translation>%1 の値が平文のファイルに保存されてしまいます。横の「シークレット」をオンにして、キーリングに保存してください。</translation>
    </message>
</context>
<context>
    <name>Describe</name>
    <message>
        <source> (%1)</source>
        <comment>a technical detail; Japanese （%1）</comment>
        <translation>（%1）</translation>
    </message>
    <message>
        <source>.</source>
        <comment>full stop</comment>
        <translation>。</translation>
    </message>
    <message>
        <source>Requests resume by themselves.</source>
        <translation>自動的に再開します。</translation>
    </message>
    <message>
        <source>Requests resume by themselves in %1.</source>
        <translation>%1後に自動的に再開します。</translation>
    </message>
    <message>
        <source>%1 did not accept the credentials%2.</source>
        <translation>%1 が認証情報を受け付けませんでした%2。</translation>
    </message>
    <message>
        <source>The password or token is missing, wrong or no longer valid.</source>
        <translation>パスワードまたはトークンがないか、誤っているか、失効しています。</translation>
    </message>
    <message>
        <source>Enter it again in the settings.</source>
        <translation>設定で入力し直してください。</translation>
    </message>
    <message>
        <source>%1 does not allow this: it needs the role %2.</source>
        <translation>%1 で許可されていません。ロール %2 が必要です。</translation>
    </message>
    <message>
        <source>The token in use has a lesser role.</source>
        <translation>使用中のトークンのロールでは足りません。</translation>
    </message>
    <message>
        <source>Use a token with that role, or ask someone who has it.</source>
        <translation>そのロールのトークンを使うか、持っている人に依頼してください。</translation>
    </message>
    <message>
        <source>%1 does not allow this%2.</source>
        <translation>%1 で許可されていません%2。</translation>
    </message>
    <message>
        <source>The credentials are known, but their rights do not cover the request.</source>
        <translation>認証情報は有効ですが、この操作の権限がありません。</translation>
    </message>
    <message>
        <source>Ask for the right, or use other credentials.</source>
        <translation>権限を申請するか、別の認証情報を使ってください。</translation>
    </message>
    <message>
        <source>%1 does not know what was asked for%2.</source>
        <translation>%1 に該当するものがありません%2。</translation>
    </message>
    <message>
        <source>It is gone, or the address leads to another program.</source>
        <translation>削除されたか、アドレスが別のプログラムを指しています。</translation>
    </message>
    <message>
        <source>Check the endpoint&apos;s address in the settings.</source>
        <translation>設定でエンドポイントのアドレスを確認してください。</translation>
    </message>
    <message>
        <source>%1 gave up before it had an answer (%2).</source>
        <translation>%1 は応答前に処理を打ち切りました（%2）。</translation>
    </message>
    <message>
        <source>It is overloaded, or the query is too large.</source>
        <translation>過負荷か、クエリが大きすぎます。</translation>
    </message>
    <message>
        <source>Retry, or choose a shorter time range.</source>
        <translation>再試行するか、期間を短くしてください。</translation>
    </message>
    <message>
        <source>%1 did not do it%2.</source>
        <translation>%1 は実行しませんでした%2。</translation>
    </message>
    <message>
        <source>The state has changed since the plan was made.</source>
        <translation>計画の作成後に状態が変わりました。</translation>
    </message>
    <message>
        <source>Make a new plan and look at it again.</source>
        <translation>計画を作り直し、内容を確認してください。</translation>
    </message>
    <message>
        <source>%1 asks for fewer requests.</source>
        <translation>%1 がリクエストの抑制を求めています。</translation>
    </message>
    <message>
        <source>%1 answered with an error of its own (%2)%3.</source>
        <translation>%1 がサーバーエラーを返しました（%2）%3。</translation>
    </message>
    <message>
        <source>The fault is at the server, not in the request.</source>
        <translation>原因はリクエストではなくサーバー側にあります。</translation>
    </message>
    <message>
        <source>Retry; if it stays, look at the server&apos;s log.</source>
        <translation>再試行し、続くようならサーバーのログを確認してください。</translation>
    </message>
    <message>
        <source>%1 refused the request (%2)%3.</source>
        <translation>%1 がリクエストを拒否しました（%2）%3。</translation>
    </message>
    <message>
        <source>%1 reported an error%2.</source>
        <translation>%1 がエラーを返しました%2。</translation>
    </message>
    <message>
        <source>The server</source>
        <translation>サーバー</translation>
    </message>
    <message>
        <source>%1 cannot be reached%2.</source>
        <translation>%1 に接続できません%2。</translation>
    </message>
    <message>
        <source>Nothing answers at its address, or the network does not let the console through.</source>
        <translation>アドレスに応答がないか、ネットワークで遮断されています。</translation>
    </message>
    <message>
        <source>Check that it runs and that the address is right, then retry.</source>
        <translation>稼働しているか、アドレスが正しいかを確認し、再試行してください。</translation>
    </message>
    <message>
        <source>No secure connection to %1%2.</source>
        <translation>%1 と安全な接続ができません%2。</translation>
    </message>
    <message>
        <source>Its certificate is not trusted, has expired or is for another name; nothing was sent.</source>
        <translation>証明書が信頼できないか、期限切れか、別の名前のものです。何も送信していません。</translation>
    </message>
    <message>
        <source>Check the CA file and the server name in the settings.</source>
        <translation>設定で CA ファイルとサーバー名を確認してください。</translation>
    </message>
    <message>
        <source>%1 did not answer in time%2.</source>
        <translation>%1 が時間内に応答しませんでした%2。</translation>
    </message>
    <message>
        <source>It is overloaded or hangs, or the query is too large.</source>
        <translation>過負荷か停止しているか、クエリが大きすぎます。</translation>
    </message>
    <message>
        <source>%1 says: %2</source>
        <translation>%1 の応答: %2</translation>
    </message>
    <message>
        <source>%1 sent an answer that cannot be read%2.</source>
        <translation>%1 の応答を読み取れません%2。</translation>
    </message>
    <message>
        <source>Another program or a proxy may be answering in its place.</source>
        <translation>別のプログラムやプロキシが応答している可能性があります。</translation>
    </message>
    <message>
        <source>The request was cancelled.</source>
        <translation>リクエストは取り消されました。</translation>
    </message>
    <message>
        <source>%1 failed several times in a row, so nothing more is sent for a moment.</source>
        <translation>%1 が続けて失敗したため、しばらく送信を止めています。</translation>
    </message>
    <message>
        <source>The limit of requests to %1 is reached, so this one was not sent.</source>
        <translation>%1 へのリクエスト数が上限に達したため、送信しませんでした。</translation>
    </message>
    <message>
        <source>The keyring did not give the password or token%1.</source>
        <translation>キーリングからパスワードまたはトークンを取得できませんでした%1。</translation>
    </message>
    <message>
        <source>Requests that need it are not sent.</source>
        <translation>それが必要なリクエストは送信されません。</translation>
    </message>
    <message>
        <source>A file could not be read or written%1.</source>
        <translation>ファイルを読み書きできませんでした%1。</translation>
    </message>
    <message>
        <source>The file %1 could not be read or written%2.</source>
        <translation>ファイル %1 を読み書きできませんでした%2。</translation>
    </message>
    <message>
        <source>Check the path, its permissions and the free space.</source>
        <translation>パス、権限、空き容量を確認してください。</translation>
    </message>
    <message>
        <source>This environment is read-only.</source>
        <translation>この環境は読み取り専用です。</translation>
    </message>
    <message>
        <source>Nothing was sent.</source>
        <translation>何も送信していません。</translation>
    </message>
    <message>
        <source>An administrator can lift this in the environment&apos;s settings.</source>
        <translation>管理者が環境の設定で解除できます。</translation>
    </message>
    <message>
        <source>%1 is not configured.</source>
        <translation>%1 が設定されていません。</translation>
    </message>
    <message>
        <source>What it would show stays empty.</source>
        <translation>該当する表示は空のままです。</translation>
    </message>
    <message>
        <source>Enter its address in the settings.</source>
        <translation>設定でアドレスを入力してください。</translation>
    </message>
    <message>
        <source>%1 has not answered for %2%3.</source>
        <translation>%1 が %2 応答していません%3。</translation>
    </message>
    <message>
        <source>What you see of it is from %1.</source>
        <translation>表示は %1 時点のものです。</translation>
    </message>
    <message>
        <source>%1 has not been asked yet.</source>
        <translation>%1 にはまだ問い合わせていません。</translation>
    </message>
    <message>
        <source>%1 answers slowly or not always (%2, %3).</source>
        <translation>%1 の応答が遅いか不安定です（%2、%3）。</translation>
    </message>
    <message>
        <source>%1 answered %2.</source>
        <translation>%1 の最新の応答: %2。</translation>
    </message>
    <message>
        <source>%1 answered %2, in %3.</source>
        <translation>%1 の最新の応答: %2（所要時間 %3）。</translation>
    </message>
    <message>
        <source>Agent manager</source>
        <translation>エージェントマネージャー</translation>
    </message>
    <message>
        <source>Production</source>
        <translation>本番</translation>
    </message>
    <message>
        <source>Staging</source>
        <translation>ステージング</translation>
    </message>
    <message>
        <source>Development</source>
        <translation>開発</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>サンドボックス</translation>
    </message>
    <message>
        <source>%1 holds none of the metrics that this needs%2.</source>
        <translation>%1 に必要なメトリクスがありません%2。</translation>
    </message>
    <message>
        <source>The fleet exports other metrics, or nothing of this kind yet.</source>
        <translation>フリートが別のメトリクスを出力しているか、該当するものがまだありません。</translation>
    </message>
    <message>
        <source>Check what Prometheus scrapes, or name the metrics in the environment&apos;s metric profile.</source>
        <translation>Prometheus の収集対象を確認するか、環境のメトリクスプロファイルでメトリクスを指定してください。</translation>
    </message>
    <message>
        <source>The agent manager has no daily budget.</source>
        <translation>エージェントマネージャーに日次予算が設定されていません。</translation>
    </message>
    <message>
        <source>How much of it is used cannot be said.</source>
        <translation>予算消化率は計算できません。</translation>
    </message>
    <message>
        <source>Set a daily budget in the agent manager.</source>
        <translation>エージェントマネージャーで日次予算を設定してください。</translation>
    </message>
    <message>
        <source>The reason needs 3 to 500 characters.</source>
        <translation>理由は 3～500 文字で入力してください。</translation>
    </message>
    <message>
        <source>The number of replicas is 0 or more.</source>
        <translation>レプリカ数は 0 以上です。</translation>
    </message>
    <message>
        <source>No environment is set up yet.</source>
        <translation>環境がまだ設定されていません。</translation>
    </message>
    <message>
        <source>Add one in the settings.</source>
        <translation>設定で追加してください。</translation>
    </message>
    <message>
        <source>No environment is called %1.</source>
        <translation>%1 という環境はありません。</translation>
    </message>
    <message>
        <source>There are: %1.</source>
        <comment>names of environments</comment>
        <translation>登録済みの環境: %1。</translation>
    </message>
    <message>
        <source>The program toban-sandbox was not found%1.</source>
        <translation>プログラム toban-sandbox が見つかりません%1。</translation>
    </message>
    <message>
        <source>Install it beside toban or on the search path.</source>
        <translation>toban と同じ場所か、検索パス上にインストールしてください。</translation>
    </message>
    <message>
        <source>The sandbox is not ready%1.</source>
        <translation>サンドボックスの準備ができていません%1。</translation>
    </message>
    <message>
        <source>Look at its state with “toban-sandbox status” and at its log, then retry.</source>
        <translation>「toban-sandbox status」で状態を、あわせてログを確認し、再試行してください。</translation>
    </message>
    <message>
        <source>The request cannot be sent as it is%1.</source>
        <translation>このままでは送信できません%1。</translation>
    </message>
    <message>
        <source>The file %1 was written by a newer version of this program.</source>
        <translation>ファイル %1 は新しいバージョンで書き込まれています。</translation>
    </message>
    <message>
        <source>It is left as it is.</source>
        <translation>ファイルには手を加えていません。</translation>
    </message>
    <message>
        <source>Use that version, or move the file away.</source>
        <translation>そのバージョンを使うか、ファイルを移動してください。</translation>
    </message>
    <message>
        <source>The journal %1 was altered%2.</source>
        <translation>操作記録 %1 が改変されています%2。</translation>
    </message>
    <message>
        <source>It no longer proves who did what, so nothing is added to it and no change is sent.</source>
        <translation>操作の証跡として使えないため、追記も変更の送信も行いません。</translation>
    </message>
    <message>
        <source>Keep the file for the inquiry and move it away; then a new journal begins.</source>
        <translation>調査のためファイルを保全し、別の場所へ移動してください。新しい操作記録が始まります。</translation>
    </message>
    <message>
        <source>The file %1 is damaged%2.</source>
        <translation>ファイル %1 が破損しています%2。</translation>
    </message>
    <message>
        <source>Restore it from a backup, or move it away.</source>
        <translation>バックアップから復元するか、別の場所へ移動してください。</translation>
    </message>
    <message>
        <source>Another program has changed the file %1.</source>
        <translation>ファイル %1 が別のプログラムで変更されています。</translation>
    </message>
    <message>
        <source>It was not written over.</source>
        <translation>上書きはしていません。</translation>
    </message>
    <message>
        <source>Restart to read it again, then make the change.</source>
        <translation>再起動して読み込み直してから変更してください。</translation>
    </message>
    <message>
        <source>The file %1 cannot be understood%2.</source>
        <translation>ファイル %1 の内容を解釈できません%2。</translation>
    </message>
    <message>
        <source>Correct it, then restart.</source>
        <translation>修正して再起動してください。</translation>
    </message>
    <message>
        <source>It has been so for %1.</source>
        <translation>この状態が %1 続いています。</translation>
    </message>
    <message>
        <source>%1 last answered %2.</source>
        <translation>%1 の最後の応答: %2。</translation>
    </message>
    <message>
        <source>It has not been asked since, so whether it still does is not known.</source>
        <translation>その後は問い合わせていないため、現在の状態は不明です。</translation>
    </message>
    <message>
        <source>The keyring is missing: no keyring service runs in this session.</source>
        <translation>このセッションではキーリングサービスが動いていません。</translation>
    </message>
    <message>
        <source>Start one, such as GNOME Keyring or KWallet, or enter the secret for this run in the settings.</source>
        <translation>GNOME Keyring や KWallet などを起動するか、設定で今回だけのシークレットを入力してください。</translation>
    </message>
    <message>
        <source>The keyring does not hold the password or token that is needed.</source>
        <translation>必要なパスワードまたはトークンがキーリングに登録されていません。</translation>
    </message>
    <message>
        <source>The keyring does not hold the secret %1.</source>
        <translation>シークレット「%1」がキーリングに登録されていません。</translation>
    </message>
    <message>
        <source>Enter it in the settings.</source>
        <translation>設定で入力してください。</translation>
    </message>
    <message>
        <source>The keyring is locked.</source>
        <translation>キーリングがロックされています。</translation>
    </message>
    <message>
        <source>Unlock it and check again, or enter the secret for this run in the settings.</source>
        <translation>ロックを解除してもう一度確認するか、設定で今回だけのシークレットを入力してください。</translation>
    </message>
    <message>
        <source>The keyring was not unlocked.</source>
        <translation>キーリングのロックが解除されませんでした。</translation>
    </message>
    <message>
        <source>Check again and unlock it when it asks, or enter the secret for this run in the settings.</source>
        <translation>もう一度確認して、表示される画面でロックを解除するか、設定で今回だけのシークレットを入力してください。</translation>
    </message>
    <message>
        <source>Check that the keyring works, or enter the secret for this run in the settings.</source>
        <translation>キーリングが動作しているか確認するか、設定で今回だけのシークレットを入力してください。</translation>
    </message>
</context>
<context>
    <name>EndpointForm</name>
    <message>
        <source>&amp;Address</source>
        <translation>アドレス(&amp;A)</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>アドレス</translation>
    </message>
    <message>
        <source>&amp;Sign in with</source>
        <translation>認証方法(&amp;S)</translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation>認証方法</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>User and password</source>
        <translation>ユーザー名とパスワード</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>&amp;User</source>
        <translation>ユーザー(&amp;U)</translation>
    </message>
    <message>
        <source>User</source>
        <translation>ユーザー</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>パスワード(&amp;P)</translation>
    </message>
    <message>
        <source>T&amp;oken type</source>
        <translation>トークンの種類(&amp;O)</translation>
    </message>
    <message>
        <source>Token type</source>
        <translation>トークンの種類</translation>
    </message>
    <message>
        <source>To&amp;ken</source>
        <translation>トークン(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Headers</source>
        <translation>ヘッダー(&amp;H)</translation>
    </message>
    <message>
        <source>CA &amp;file</source>
        <translation>CA ファイル(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Certificate</source>
        <translation>証明書(&amp;C)</translation>
    </message>
    <message>
        <source>Ke&amp;y</source>
        <translation>鍵(&amp;Y)</translation>
    </message>
    <message>
        <source>Server &amp;name</source>
        <translation>サーバー名(&amp;N)</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>サーバー名</translation>
    </message>
    <message>
        <source>The host of the address</source>
        <translation>アドレスのホスト名</translation>
    </message>
    <message>
        <source>Accept any certificate (the connection can be read and changed by others)</source>
        <translation>すべての証明書を受け入れる（通信を傍受・改ざんされるおそれがあります）</translation>
    </message>
    <message>
        <source>Pro&amp;xy</source>
        <translation>プロキシ(&amp;X)</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>プロキシ</translation>
    </message>
    <message>
        <source>The system’s</source>
        <translation>システムの設定</translation>
    </message>
    <message>
        <source>&amp;Time-out</source>
        <translation>タイムアウト(&amp;T)</translation>
    </message>
    <message>
        <source>Time-out in seconds</source>
        <translation>タイムアウト（秒）</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>テスト(&amp;T)</translation>
    </message>
</context>
<context>
    <name>EnvironmentForm</name>
    <message>
        <source>&amp;Name</source>
        <translation>名前(&amp;N)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>&amp;Kind</source>
        <translation>種類(&amp;K)</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>サンドボックス</translation>
    </message>
    <message>
        <source>Development</source>
        <translation>開発</translation>
    </message>
    <message>
        <source>Staging</source>
        <translation>ステージング</translation>
    </message>
    <message>
        <source>Production</source>
        <translation>本番</translation>
    </message>
    <message>
        <source>&amp;Colour</source>
        <translation>色(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Read only: refuse every action that changes something</source>
        <translation>読み取り専用: 変更を伴う操作をすべて拒否(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Time zone</source>
        <translation>タイムゾーン(&amp;T)</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>タイムゾーン</translation>
    </message>
    <message>
        <source>C&amp;urrency</source>
        <translation>通貨(&amp;U)</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>通貨</translation>
    </message>
    <message>
        <source>&amp;Metric profile</source>
        <translation>メトリクスプロファイル(&amp;M)</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>エンドポイント</translation>
    </message>
    <message>
        <source>&amp;Default: the first start and commands without --context use it</source>
        <translation>既定の環境: 初回起動時と、--context を付けないコマンドで使用(&amp;D)</translation>
    </message>
</context>
<context>
    <name>ErrorDetail</name>
    <message>
        <source>no complete answer within %1 ms</source>
        <translation>%1 ミリ秒以内に応答が完了しませんでした</translation>
    </message>
    <message>
        <source>the connection was closed within the answer</source>
        <translation>応答の途中で接続が切れました</translation>
    </message>
    <message>
        <source>the connection was lost, or the server redirected; a change is not sent a second time</source>
        <translation>接続が切れたか、サーバーがリダイレクトしました。変更を二度送ることはありません</translation>
    </message>
    <message>
        <source>content encoding that was not asked for: %1</source>
        <translation>要求していないコンテンツエンコーディング: %1</translation>
    </message>
    <message>
        <source>answer of %1 bytes; the limit is %2</source>
        <translation>応答が %1 バイトあり、上限の %2 バイトを超えています</translation>
    </message>
    <message>
        <source>answer longer than the limit of %1 bytes</source>
        <translation>応答が上限の %1 バイトを超えています</translation>
    </message>
    <message>
        <source>broken compressed answer</source>
        <translation>圧縮された応答が壊れています</translation>
    </message>
    <message>
        <source>compressed answer ends too early</source>
        <translation>圧縮された応答が途中で終わっています</translation>
    </message>
    <message>
        <source>%1 was expected, not %2</source>
        <translation>期待した形式は %1、実際は %2</translation>
    </message>
    <message>
        <source>the list&apos;s pages do not come to an end</source>
        <translation>一覧のページが終わりません</translation>
    </message>
    <message>
        <source>status %1</source>
        <translation>ステータス %1</translation>
    </message>
    <message>
        <source>unexpected status</source>
        <translation>想定外のステータス</translation>
    </message>
    <message>
        <source>more than %1 redirects</source>
        <translation>リダイレクトが %1 回を超えました</translation>
    </message>
    <message>
        <source>redirect without a usable Location</source>
        <translation>リダイレクト先（Location）が使えません</translation>
    </message>
    <message>
        <source>redirect to another protocol: %1</source>
        <translation>別のプロトコルへのリダイレクト: %1</translation>
    </message>
    <message>
        <source>redirect from https to http: %1</source>
        <translation>https から http へのリダイレクト: %1</translation>
    </message>
    <message>
        <source>redirect to a URL with credentials: %1</source>
        <translation>認証情報を含む URL へのリダイレクト: %1</translation>
    </message>
    <message>
        <source>redirect of a %1 request: %2</source>
        <translation>%1 リクエストのリダイレクト: %2</translation>
    </message>
    <message>
        <source>the server closed the tail</source>
        <translation>サーバーがライブテールを終了しました</translation>
    </message>
    <message>
        <source>the tail did not open in time</source>
        <translation>ライブテールが時間内に始まりませんでした</translation>
    </message>
    <message>
        <source>no sign of life from the server</source>
        <translation>サーバーからの反応がありません</translation>
    </message>
    <message>
        <source>certificate revoked</source>
        <translation>証明書が失効しています</translation>
    </message>
    <message>
        <source>certificate expired</source>
        <translation>証明書の有効期限が切れています</translation>
    </message>
    <message>
        <source>certificate not yet valid</source>
        <translation>証明書がまだ有効になっていません</translation>
    </message>
    <message>
        <source>host name mismatch</source>
        <translation>ホスト名が証明書と一致しません</translation>
    </message>
    <message>
        <source>self-signed certificate</source>
        <translation>自己署名証明書です</translation>
    </message>
    <message>
        <source>certificate of an unknown authority</source>
        <translation>未知の認証局の証明書です</translation>
    </message>
    <message>
        <source>cannot be read: %1</source>
        <translation>読み取れません: %1</translation>
    </message>
    <message>
        <source>holds no PEM certificate</source>
        <translation>PEM 形式の証明書がありません</translation>
    </message>
    <message>
        <source>holds no unencrypted PEM private key</source>
        <translation>暗号化されていない PEM 形式の秘密鍵がありません</translation>
    </message>
    <message>
        <source>a client certificate needs both its file and its key&apos;s</source>
        <translation>クライアント証明書には、証明書と鍵の両方のファイルが必要です</translation>
    </message>
    <message>
        <source>the endpoint&apos;s URL must be http:// or https:// and a host</source>
        <translation>エンドポイントの URL は http:// または https:// とホスト名で指定してください</translation>
    </message>
    <message>
        <source>the endpoint&apos;s URL must not carry a user name or password</source>
        <translation>エンドポイントの URL にユーザー名やパスワードを含めないでください</translation>
    </message>
    <message>
        <source>the proxy&apos;s URL must be http://host:port or socks5://host:port</source>
        <translation>プロキシの URL は http://host:port または socks5://host:port の形で指定してください</translation>
    </message>
    <message>
        <source>the proxy&apos;s URL must not carry a user name or password</source>
        <translation>プロキシの URL にユーザー名やパスワードを含めないでください</translation>
    </message>
    <message>
        <source>the value of the header field &quot;%1&quot; has a line break, or its name is not one</source>
        <translation>ヘッダー「%1」の値に改行があるか、ヘッダー名が正しくありません</translation>
    </message>
    <message>
        <source>the keyring service does not answer</source>
        <translation>キーリングサービスが応答しません</translation>
    </message>
    <message>
        <source>the keyring did not answer within %1 s</source>
        <translation>キーリングが %1 秒以内に応答しませんでした</translation>
    </message>
    <message>
        <source>the folder could not be made</source>
        <translation>フォルダーを作成できませんでした</translation>
    </message>
    <message>
        <source>entry %1 does not follow from the one before it: the journal was altered</source>
        <translation>エントリー %1 が直前のエントリーとつながりません。ジャーナルが改変されています</translation>
    </message>
    <message>
        <source>toban-sandbox is neither beside toban nor on PATH</source>
        <translation>toban-sandbox が toban と同じ場所にも PATH 上にもありません</translation>
    </message>
    <message>
        <source>it was started and is not ready: %1</source>
        <translation>起動しましたが、準備が完了していません: %1</translation>
    </message>
    <message>
        <source>it did not start: %1</source>
        <translation>起動しませんでした: %1</translation>
    </message>
    <message>
        <source>it gave no token: %1</source>
        <translation>トークンを取得できませんでした: %1</translation>
    </message>
    <message>
        <source>&quot;%1&quot; did not end within %2 s</source>
        <translation>「%1」が %2 秒以内に終了しませんでした</translation>
    </message>
    <message>
        <source>&quot;%1&quot; crashed</source>
        <translation>「%1」が異常終了しました</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>s</source>
        <comment>seconds; Japanese 秒</comment>
        <translation>秒</translation>
    </message>
    <message>
        <source>ms</source>
        <comment>milliseconds</comment>
        <translation>ms</translation>
    </message>
    <message>
        <source>min</source>
        <comment>minutes; Japanese 分</comment>
        <translation>分</translation>
    </message>
    <message>
        <source>h</source>
        <comment>hours; Japanese 時間</comment>
        <translation>時間</translation>
    </message>
    <message>
        <source>d</source>
        <comment>days; Japanese 日</comment>
        <translation>日</translation>
    </message>
    <message>
        <source>/s</source>
        <comment>events per second; Japanese 件/秒</comment>
        <translation>/秒</translation>
    </message>
    <message>
        <source>tokens</source>
        <comment>Japanese トークン</comment>
        <translation>トークン</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <comment>Japanese トークン/秒</comment>
        <translation>トークン/秒</translation>
    </message>
    <message>
        <source>/h</source>
        <comment>per hour, after money; Japanese /時</comment>
        <translation>/時</translation>
    </message>
    <message>
        <source>cores</source>
        <comment>CPU cores; Japanese コア</comment>
        <translation>コア</translation>
    </message>
    <message>
        <source>just now</source>
        <comment>Japanese たった今</comment>
        <translation>たった今</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <comment>%1 is a duration such as 12 s; Japanese %1前</comment>
        <translation>%1前</translation>
    </message>
    <message>
        <source>pp</source>
        <comment>percentage points; Japanese ポイント</comment>
        <translation>pt</translation>
    </message>
    <message numerus="yes">
        <source>Last %n seconds</source>
        <translation>
            <numerusform>直近 %n 秒</numerusform>
        </translation>
    </message>
    <message>
        <source>Last minute</source>
        <translation>直近 1 分</translation>
    </message>
    <message numerus="yes">
        <source>Last %n minutes</source>
        <translation>
            <numerusform>直近 %n 分</numerusform>
        </translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>直近 1 時間</translation>
    </message>
    <message numerus="yes">
        <source>Last %n hours</source>
        <translation>
            <numerusform>直近 %n 時間</numerusform>
        </translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>直近 24 時間</translation>
    </message>
    <message numerus="yes">
        <source>Last %n days</source>
        <translation>
            <numerusform>直近 %n 日</numerusform>
        </translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>直近 7 日</translation>
    </message>
    <message numerus="yes">
        <source>Last %n weeks</source>
        <translation>
            <numerusform>直近 %n 週</numerusform>
        </translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>直近 30 日</translation>
    </message>
    <message numerus="yes">
        <source>Last %n months</source>
        <translation>
            <numerusform>直近 %n か月</numerusform>
        </translation>
    </message>
    <message>
        <source>Last year</source>
        <translation>直近 1 年</translation>
    </message>
    <message numerus="yes">
        <source>Last %n years</source>
        <translation>
            <numerusform>直近 %n 年</numerusform>
        </translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨日</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>今週</translation>
    </message>
    <message>
        <source>Previous week</source>
        <translation>先週</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>今月</translation>
    </message>
    <message>
        <source>Previous month</source>
        <translation>先月</translation>
    </message>
</context>
<context>
    <name>QueryDialog</name>
    <message>
        <source>PromQL</source>
        <translation>PromQL</translation>
    </message>
</context>
<context>
    <name>ScaleText</name>
    <message>
        <source>Only %1 of %2 agents of %3 were ready after %4.</source>
        <translation>%4 経過しても、%3 のエージェントは %2 中 %1 しか準備完了になりませんでした。</translation>
    </message>
    <message>
        <source>The change holds and the manager goes on with it; it is not watched any more.</source>
        <translation>変更は有効で、マネージャーが処理を続けます。ここでの監視は終了しました。</translation>
    </message>
    <message>
        <source>Look in Fleet which agents do not start, and at their logs.</source>
        <translation>フリートで起動しないエージェントとそのログを確認してください。</translation>
    </message>
    <message numerus="yes">
        <source>Someone else set %1 to %n replica(s) meanwhile.</source>
        <translation>
            <numerusform>その間に別の担当者が %1 のレプリカ数を %n に変更しました。</numerusform>
        </translation>
    </message>
    <message>
        <source>That holds now, and this change does not any more.</source>
        <translation>現在有効なのはその変更で、今回の変更は無効になりました。</translation>
    </message>
    <message>
        <source>Agree with them before you scale again.</source>
        <translation>再度スケール変更する前に、担当者と調整してください。</translation>
    </message>
    <message>
        <source>%1 has failed with %2 of %3 agents ready.</source>
        <translation>%1 が失敗しました。準備完了のエージェントは %3 中 %2 です。</translation>
    </message>
    <message>
        <source>The manager accepted the change, but the agents do not start or end at once.</source>
        <translation>マネージャーは変更を受理しましたが、エージェントが起動しないか、すぐに終了しています。</translation>
    </message>
    <message>
        <source>Look at their logs in Fleet, and at what was rolled out last.</source>
        <translation>フリートでログと、直近のロールアウトを確認してください。</translation>
    </message>
    <message>
        <source>The environment was switched while %1 was being scaled.</source>
        <translation>%1 のスケール変更中に環境が切り替えられました。</translation>
    </message>
    <message>
        <source>The manager accepted the change and goes on with it; it is not watched any more.</source>
        <translation>マネージャーは変更を受理し、処理を続けます。ここでの監視は終了しました。</translation>
    </message>
    <message>
        <source>Switch back and look in Fleet how it ended.</source>
        <translation>元の環境に戻り、フリートで結果を確認してください。</translation>
    </message>
    <message>
        <source>How scaling %1 ended is not known.</source>
        <translation>%1 のスケール変更の結果は不明です。</translation>
    </message>
    <message>
        <source>The manager accepted the change, but then: %1</source>
        <translation>マネージャーは変更を受理しましたが、その後次の問題が発生しました。%1</translation>
    </message>
    <message>
        <source>Look in Fleet how it stands once the manager answers again.</source>
        <translation>マネージャーの応答が戻ったら、フリートで状態を確認してください。</translation>
    </message>
    <message numerus="yes">
        <source>%1 runs with %n replica(s) now. It took %2.</source>
        <translation>
            <numerusform>%1 のレプリカ数は %n になりました。所要時間は %2 です。</numerusform>
        </translation>
    </message>
    <message>
        <source>The environment was switched while the plan was made.</source>
        <translation>計画の作成中に環境が切り替えられました。</translation>
    </message>
    <message>
        <source>Nothing was sent.</source>
        <translation>何も送信していません。</translation>
    </message>
    <message>
        <source>Begin again in the right environment.</source>
        <translation>正しい環境で最初からやり直してください。</translation>
    </message>
    <message>
        <source>%1 was not scaled: the environment was switched.</source>
        <translation>環境が切り替えられたため、%1 のスケール変更は行いませんでした。</translation>
    </message>
    <message>
        <source>%1 was not scaled: without a line in the journal nothing is sent.</source>
        <translation>%1 のスケール変更は行いませんでした。操作記録に書き込めない変更は送信しません。</translation>
    </message>
    <message>
        <source>The environment was switched before the manager had answered.</source>
        <translation>マネージャーの応答前に環境が切り替えられました。</translation>
    </message>
    <message>
        <source>Whether %1 was scaled is not known.</source>
        <translation>%1 のスケール変更が実行されたかどうかは不明です。</translation>
    </message>
    <message>
        <source>Switch back and look in Fleet before you try again.</source>
        <translation>再試行の前に元の環境に戻り、フリートで確認してください。</translation>
    </message>
    <message>
        <source>Look in Fleet once the manager answers, before you try again.</source>
        <translation>再試行の前に、マネージャーの応答が戻ってからフリートで確認してください。</translation>
    </message>
    <message>
        <source>%1 was not scaled.</source>
        <translation>%1 のスケール変更は行われませんでした。</translation>
    </message>
    <message>
        <source>But a line about it is missing in the journal.</source>
        <translation>ただし、操作記録に欠けている行があります。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>設定の区分</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>追加</translation>
    </message>
    <message>
        <source>Add an environment</source>
        <translation>環境を追加</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>複製</translation>
    </message>
    <message>
        <source>Duplicate this environment</source>
        <translation>この環境を複製</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Remove this environment</source>
        <translation>この環境を削除</translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>OK</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>処理中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>一時停止</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>重大</translation>
    </message>
</context>
<context>
    <name>WindowPages</name>
    <message>
        <source>Fleet</source>
        <translation>フリート</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>アラート</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>ログ</translation>
    </message>
</context>
<context>
    <name>contexts</name>
    <message>
        <source>read-only</source>
        <translation>読み取り専用</translation>
    </message>
    <message>
        <source>the one to start with</source>
        <translation>起動時に使用</translation>
    </message>
    <message>
        <source>Time zone %1</source>
        <translation>タイムゾーン %1</translation>
    </message>
    <message>
        <source>Secret &quot;%1&quot; from the keychain</source>
        <translation>キーリングのシークレット「%1」</translation>
    </message>
    <message>
        <source>There is no context yet. Add one with: toban contexts add NAME --prometheus URL …</source>
        <translation>環境がまだありません。追加するには: toban contexts add 名前 --prometheus URL …</translation>
    </message>
    <message>
        <source>answers, version %1</source>
        <translation>応答あり、バージョン %1</translation>
    </message>
    <message>
        <source>The secret &quot;%1&quot; is still in the keyring.</source>
        <translation>シークレット「%1」はキーリングに残っています。</translation>
    </message>
</context>
<context>
    <name>dashboard</name>
    <message>
        <source>Overview</source>
        <translation>概要</translation>
    </message>
    <message>
        <source>Success rate</source>
        <translation>成功率</translation>
    </message>
    <message>
        <source>Error rate</source>
        <translation>エラー率</translation>
    </message>
    <message>
        <source>Mean latency</source>
        <translation>平均応答時間</translation>
    </message>
    <message>
        <source>P50 latency</source>
        <translation>P50 応答時間</translation>
    </message>
    <message>
        <source>P95 latency</source>
        <translation>P95 応答時間</translation>
    </message>
    <message>
        <source>P99 latency</source>
        <translation>P99 応答時間</translation>
    </message>
    <message>
        <source>Cost today</source>
        <translation>本日のコスト</translation>
    </message>
    <message>
        <source>Budget used today</source>
        <translation>本日の予算消化率</translation>
    </message>
    <message>
        <source>Active agents</source>
        <translation>稼働エージェント数</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>キュー</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>リクエスト</translation>
    </message>
    <message>
        <source>Requests that agents finished per second, successful or not, by type of agent.</source>
        <translation>エージェントが 1 秒あたりに完了したリクエスト数（成否を問わず、種類別）。</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>応答時間</translation>
    </message>
    <message>
        <source>How long requests took: half of them were faster than P50, 95 of 100 faster than P95, 99 of 100 faster than P99. Estimated from histogram buckets.</source>
        <translation>リクエストの所要時間。半数は P50 より、100 件中 95 件は P95 より、99 件は P99 より短い時間で完了しています。ヒストグラムからの推定値です。</translation>
    </message>
    <message>
        <source>P50</source>
        <translation>P50</translation>
    </message>
    <message>
        <source>P95</source>
        <translation>P95</translation>
    </message>
    <message>
        <source>P99</source>
        <translation>P99</translation>
    </message>
    <message>
        <source>Latency distribution</source>
        <translation>応答時間の分布</translation>
    </message>
    <message>
        <source>How many requests of the time range took how long, by bucket of the histogram.</source>
        <translation>期間内のリクエスト数を所要時間の区間ごとに示します。</translation>
    </message>
    <message>
        <source>Share of finished requests that ended in an error, by type of agent.</source>
        <translation>完了したリクエストのうちエラーになった割合（種類別）。</translation>
    </message>
    <message>
        <source>Tool use</source>
        <translation>ツールの利用</translation>
    </message>
    <message>
        <source>Share of each tool in the tool calls of the time range.</source>
        <translation>期間内のツール呼び出しに占める各ツールの割合。</translation>
    </message>
    <message>
        <source>Cost trend</source>
        <translation>コストの推移</translation>
    </message>
    <message>
        <source>Cost of each of the last 14 days, by model. The last bar is today so far.</source>
        <translation>直近 14 日の日次コスト（モデル別）。右端は本日のこれまでの分です。</translation>
    </message>
    <message>
        <source>Tokens by model</source>
        <translation>モデル別トークン</translation>
    </message>
    <message>
        <source>Tokens per second that the models took in and gave out.</source>
        <translation>モデルの入出力トークン数（1 秒あたり）。</translation>
    </message>
    <message>
        <source>Agents and queue</source>
        <translation>エージェントとキュー</translation>
    </message>
    <message>
        <source>Agents that are up, by type, and tasks that wait for one.</source>
        <translation>稼働中のエージェント数（種類別）と待機中のタスク数。</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>スループット</translation>
    </message>
    <message>
        <source>Cost per request</source>
        <translation>リクエスト単価</translation>
    </message>
    <message>
        <source>How reliably agents finish their work.</source>
        <translation>エージェントが作業をどれだけ確実に完了しているかを示します。</translation>
    </message>
    <message>
        <source>Successful requests divided by all finished requests.</source>
        <translation>成功したリクエスト数 ÷ 完了した全リクエスト数</translation>
    </message>
    <message>
        <source>How often agents fail.</source>
        <translation>エージェントがどれだけの頻度で失敗しているかを示します。</translation>
    </message>
    <message>
        <source>Requests that ended in an error divided by all finished requests.</source>
        <translation>エラーで終わったリクエスト数 ÷ 完了した全リクエスト数</translation>
    </message>
    <message>
        <source>How long a request takes on average. A few slow ones raise it: compare it with P95.</source>
        <translation>1 リクエストにかかる平均時間です。少数の遅いリクエストで上がるため、P95 と見比べてください。</translation>
    </message>
    <message>
        <source>Total duration of the finished requests divided by their number.</source>
        <translation>完了したリクエストの所要時間の合計 ÷ その件数</translation>
    </message>
    <message>
        <source>The middle request: half of them were faster.</source>
        <translation>中央のリクエストです。半数はこれより速く完了しました。</translation>
    </message>
    <message>
        <source>Quantile 0.5 of the durations, estimated from histogram buckets.</source>
        <translation>所要時間の 0.5 分位点（ヒストグラムのバケットからの推定値）</translation>
    </message>
    <message>
        <source>What all but the slowest requests stay below: 95 of 100 were faster.</source>
        <translation>特に遅いものを除くリクエストの上限です。100 件中 95 件はこれより速く完了しました。</translation>
    </message>
    <message>
        <source>Quantile 0.95 of the durations, estimated from histogram buckets.</source>
        <translation>所要時間の 0.95 分位点（ヒストグラムのバケットからの推定値）</translation>
    </message>
    <message>
        <source>How slow the slowest requests are: 99 of 100 were faster.</source>
        <translation>最も遅いリクエストの目安です。100 件中 99 件はこれより速く完了しました。</translation>
    </message>
    <message>
        <source>Quantile 0.99 of the durations, estimated from histogram buckets.</source>
        <translation>所要時間の 0.99 分位点（ヒストグラムのバケットからの推定値）</translation>
    </message>
    <message>
        <source>How much work agents get done.</source>
        <translation>エージェントの処理量を示します。</translation>
    </message>
    <message>
        <source>Finished requests per second, successful or not.</source>
        <translation>1 秒あたりに完了したリクエスト数（成否を問わない）</translation>
    </message>
    <message>
        <source>What one request costs on average, at the prices that the agents report.</source>
        <translation>1 リクエストの平均コストです（エージェントが報告する価格による）。</translation>
    </message>
    <message>
        <source>Cost of the model calls divided by the finished requests.</source>
        <translation>モデル呼び出しのコスト ÷ 完了したリクエスト数</translation>
    </message>
    <message>
        <source>Cost on {{day}}</source>
        <translation>{{day}}のコスト</translation>
    </message>
    <message>
        <source>What the models have cost since midnight, at the prices that the agents report.</source>
        <translation>午前 0 時以降のモデルのコストです（エージェントが報告する価格による）。</translation>
    </message>
    <message>
        <source>Increase of the reported cost since midnight in the environment’s time zone.</source>
        <translation>環境のタイムゾーンの午前 0 時以降に報告されたコストの増加分</translation>
    </message>
    <message>
        <source>Budget on {{day}}</source>
        <translation>{{day}}の予算消化率</translation>
    </message>
    <message>
        <source>How much of the daily budget is spent. At 100 % the day’s budget is used up.</source>
        <translation>1 日の予算のうち使った割合です。100 % でその日の予算を使い切ります。</translation>
    </message>
    <message>
        <source>Cost since midnight divided by the daily budget of the agent manager.</source>
        <translation>午前 0 時以降のコスト ÷ エージェントマネージャーの 1 日の予算</translation>
    </message>
    <message>
        <source>Agents that are up and can take tasks.</source>
        <translation>稼働中で、タスクを受けられるエージェントの数です。</translation>
    </message>
    <message>
        <source>Sum of the agents that report themselves active.</source>
        <translation>稼働中と報告しているエージェントの合計</translation>
    </message>
    <message>
        <source>Tasks that wait for a free agent. A queue that grows means too few agents.</source>
        <translation>空いたエージェントを待つタスクの数です。増え続ける場合はエージェントが不足しています。</translation>
    </message>
    <message>
        <source>Length of the queue as the agents report it.</source>
        <translation>エージェントが報告するキューの長さ</translation>
    </message>
</context>
<context>
    <name>status</name>
    <message>
        <source>ok</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>処理中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>一時停止</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>重大</translation>
    </message>
    <message>
        <source>Context %1 at %2</source>
        <translation>環境 %1（%2）</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>指標</translation>
    </message>
    <message>
        <source>Deployments</source>
        <translation>デプロイメント</translation>
    </message>
    <message>
        <source>%1 of %2 ready</source>
        <translation>%2 中 %1 準備完了</translation>
    </message>
    <message>
        <source>The manager has none.</source>
        <translation>マネージャーに登録がありません。</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>エンドポイント</translation>
    </message>
    <message>
        <source>not configured</source>
        <translation>未設定</translation>
    </message>
</context>
<context>
    <name>toban::AboutDialog</name>
    <message>
        <source>About Toban</source>
        <translation>当番について</translation>
    </message>
    <message>
        <source>Operations console for fleets of AI agents.</source>
        <translation>AIエージェント群の運用コンソール。</translation>
    </message>
    <message>
        <source>Copyright 2026 The Toban authors. Toban is free software: you may use, study, share and change it under the GNU General Public License, version 3 or later. It comes without any warranty, as far as the law permits.</source>
        <translation>Copyright 2026 The Toban authors. 当番は自由ソフトウェアです。GNU General Public License バージョン 3 以降の条件で、利用・調査・共有・改変できます。法律の認める範囲で、いかなる保証もありません。</translation>
    </message>
    <message>
        <source>The licence: %1</source>
        <translation>ライセンス: %1</translation>
    </message>
    <message>
        <source>Built with Qt %1, QCoro, QtKeychain, simdjson, JSON for Modern C++, spdlog, yaml-cpp, CLI11 and tl::expected.</source>
        <translation>使用ライブラリ: Qt %1、QCoro、QtKeychain、simdjson、JSON for Modern C++、spdlog、yaml-cpp、CLI11、tl::expected。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>toban::AlertDetailsView</name>
    <message>
        <source>Details</source>
        <translation>詳細</translation>
    </message>
    <message>
        <source>Choose an alert or a rule to see its query and what to do.</source>
        <translation>アラートまたはルールを選ぶと、クエリと対処が表示されます。</translation>
    </message>
    <message>
        <source>Close the details (Esc)</source>
        <translation>詳細を閉じる（Esc）</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>詳細を閉じる</translation>
    </message>
    <message>
        <source>Open &amp;runbook</source>
        <translation>手順書を開く(&amp;R)</translation>
    </message>
    <message>
        <source>Show the &amp;time around it</source>
        <translation>発生前後の期間を表示(&amp;T)</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>クエリ</translation>
    </message>
    <message>
        <source>&amp;Copy query</source>
        <translation>クエリをコピー(&amp;C)</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>ラベル</translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation>アノテーション</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>ルール</translation>
    </message>
    <message>
        <source>Firing</source>
        <translation>発火中</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>保留中</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Evaluated every</source>
        <translation>評価間隔</translation>
    </message>
    <message>
        <source>Last evaluation</source>
        <translation>最終評価</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>重大度</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Sent to</source>
        <translation>通知先</translation>
    </message>
    <message>
        <source>Silenced by</source>
        <translation>サイレンス元</translation>
    </message>
    <message>
        <source>Inhibited by</source>
        <translation>抑制元</translation>
    </message>
    <message>
        <source>Evaluation failed</source>
        <translation>評価に失敗</translation>
    </message>
    <message>
        <source>Instances</source>
        <translation>インスタンス</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>Fires after</source>
        <translation>発火までの時間</translation>
    </message>
    <message>
        <source>the first evaluation</source>
        <translation>最初の評価</translation>
    </message>
    <message>
        <source>%1, took %2</source>
        <translation>%1、所要 %2</translation>
    </message>
    <message>
        <source>never</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Prometheus could not evaluate this rule: %1</source>
        <translation>Prometheus がこのルールを評価できませんでした: %1</translation>
    </message>
    <message>
        <source>Not evaluated</source>
        <translation>未評価</translation>
    </message>
</context>
<context>
    <name>toban::AlertProxy</name>
    <message>
        <source>Since %1</source>
        <translation>%1 から</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>アラート</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>重大度</translation>
    </message>
    <message>
        <source>Handling</source>
        <extracomment>Whether an alert is active, silenced or inhibited</extracomment>
        <translation>扱い</translation>
    </message>
    <message>
        <source>Firing for</source>
        <extracomment>How long an alert has been firing</extracomment>
        <translation>発火時間</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Sent to</source>
        <translation>通知先</translation>
    </message>
</context>
<context>
    <name>toban::AlertRuleProxy</name>
    <message numerus="yes">
        <source>%n firing</source>
        <translation>
            <numerusform>発火中 %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <comment>rules that could not be evaluated</comment>
        <translation>
            <numerusform>失敗 %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pending</source>
        <translation>
            <numerusform>保留中 %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rule(s), every %1</source>
        <translation>
            <numerusform>ルール %n 件、%1ごと</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n instance(s)</source>
        <translation>
            <numerusform>%n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>at once</source>
        <translation>即時</translation>
    </message>
    <message>
        <source>never</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>%1, took %2</source>
        <translation>%1、所要 %2</translation>
    </message>
    <message>
        <source>for %1</source>
        <extracomment>How long an alert&apos;s condition has held</extracomment>
        <translation>%1継続</translation>
    </message>
    <message>
        <source>Since %1</source>
        <translation>%1 から</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>ルール</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>重大度</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>For</source>
        <extracomment>How long a rule&apos;s condition has to hold before it fires</extracomment>
        <translation>継続時間</translation>
    </message>
    <message>
        <source>Evaluated</source>
        <translation>評価</translation>
    </message>
    <message>
        <source>Health</source>
        <extracomment>Whether the last evaluation of a rule worked</extracomment>
        <translation>健全性</translation>
    </message>
    <message numerus="yes">
        <source>%n not evaluated</source>
        <comment>rules that have not been evaluated yet</comment>
        <translation>
            <numerusform>未評価 %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::AlertText</name>
    <message>
        <source>Inactive</source>
        <translation>非発火</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>保留中</translation>
    </message>
    <message>
        <source>Firing</source>
        <translation>発火中</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Not evaluated</source>
        <translation>未評価</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>重大</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>情報</translation>
    </message>
    <message>
        <source>Silenced</source>
        <translation>サイレンス中</translation>
    </message>
    <message>
        <source>Inhibited</source>
        <translation>抑制中</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>有効</translation>
    </message>
</context>
<context>
    <name>toban::AlertsPage</name>
    <message>
        <source>Alerts</source>
        <translation>アラート</translation>
    </message>
    <message>
        <source>Copy the query of the selection</source>
        <translation>選択中のクエリをコピー</translation>
    </message>
    <message>
        <source>Expand all rule groups</source>
        <translation>ルールグループをすべて展開</translation>
    </message>
    <message>
        <source>Collapse all rule groups</source>
        <translation>ルールグループをすべて折りたたむ</translation>
    </message>
    <message>
        <source>The rule %1 cannot be evaluated, so it cannot warn: %2</source>
        <translation>ルール %1 を評価できないため、警告できません: %2</translation>
    </message>
    <message>
        <source>%1 fires.</source>
        <extracomment>A firing alert&apos;s name and what it says</extracomment>
        <translation>%1 が発火しています。</translation>
    </message>
    <message>
        <source>%1 fires: %2</source>
        <translation>%1 が発火しています：%2</translation>
    </message>
    <message numerus="yes">
        <source>%1 fires %n times, first: %2</source>
        <extracomment>A firing alert&apos;s name, for how many it fires, and what the oldest says</extracomment>
        <translation>
            <numerusform>%1 が %n 件発火しています（最初の 1 件：%2）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::AlertsView</name>
    <message>
        <source>Filter alerts and rules</source>
        <translation>アラートとルールを絞り込む</translation>
    </message>
    <message>
        <source>Firing</source>
        <translation>発火中</translation>
    </message>
    <message>
        <source>Show only rules that fire</source>
        <translation>発火中のルールだけを表示</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>保留中</translation>
    </message>
    <message>
        <source>Show only rules whose time runs</source>
        <translation>保留中のルールだけを表示</translation>
    </message>
    <message>
        <source>Inactive</source>
        <translation>非発火</translation>
    </message>
    <message>
        <source>Show only rules that are quiet</source>
        <translation>非発火のルールだけを表示</translation>
    </message>
    <message>
        <source>Firing alerts</source>
        <translation>発火中のアラート</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>ルール</translation>
    </message>
    <message>
        <source>Nothing is firing.</source>
        <translation>発火中のアラートはありません。</translation>
    </message>
    <message>
        <source>No firing alert fits the filter.</source>
        <translation>条件に合う発火中のアラートはありません。</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>絞り込みを解除</translation>
    </message>
    <message>
        <source>Prometheus has no alerting rules loaded.</source>
        <translation>Prometheus にアラートルールが読み込まれていません。</translation>
    </message>
    <message>
        <source>No rule fits the filter.</source>
        <translation>条件に合うルールはありません。</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>source and time of its answer</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>This environment has no Alertmanager, so firing alerts cannot be shown.</source>
        <translation>この環境には Alertmanager がないため、発火中のアラートを表示できません。</translation>
    </message>
    <message>
        <source>This environment has no Prometheus, so rules cannot be shown.</source>
        <translation>この環境には Prometheus がないため、ルールを表示できません。</translation>
    </message>
    <message>
        <source>Open settings</source>
        <translation>設定を開く</translation>
    </message>
    <message>
        <source>Not evaluated</source>
        <translation>未評価</translation>
    </message>
    <message>
        <source>Show only rules of which nothing is known: evaluation failed, or has not been yet</source>
        <translation>状態が分からないルール（評価に失敗、または未評価）だけを表示</translation>
    </message>
</context>
<context>
    <name>toban::Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>toban::Card</name>
    <message>
        <source>Menu of %1</source>
        <translation>%1 のメニュー</translation>
    </message>
</context>
<context>
    <name>toban::ChartCanvas</name>
    <message>
        <source>All series are switched off.</source>
        <translation>すべての系列が非表示です。</translation>
    </message>
    <message>
        <source>No data in this range.</source>
        <translation>この期間のデータはありません。</translation>
    </message>
    <message>
        <source>No sample here</source>
        <translation>この時点のデータなし</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>件数</translation>
    </message>
    <message>
        <source>Share</source>
        <comment>part of all, in per cent</comment>
        <translation>割合</translation>
    </message>
</context>
<context>
    <name>toban::ChartReadout</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>他 %n 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::Chip</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>toban::ChipBar</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>toban::ColourField</name>
    <message>
        <source>Colour of the environment</source>
        <translation>環境の色</translation>
    </message>
    <message>
        <source>Colour of the kind</source>
        <translation>種類の色</translation>
    </message>
    <message>
        <source>Colour: %1</source>
        <translation>色: %1</translation>
    </message>
    <message>
        <source>Use the kind’s</source>
        <translation>種類の色を使う</translation>
    </message>
</context>
<context>
    <name>toban::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>コマンドパレット</translation>
    </message>
    <message>
        <source>Go to a page or do something</source>
        <translation>ページへの移動や操作の実行</translation>
    </message>
    <message>
        <source>Search pages and actions</source>
        <translation>ページと操作を検索</translation>
    </message>
    <message>
        <source>Nothing of that name.</source>
        <translation>該当するものはありません。</translation>
    </message>
</context>
<context>
    <name>toban::ContextCheck</name>
    <message>
        <source>%1 is not a time zone. Names look like Asia/Tokyo; leave it empty for the system’s zone.</source>
        <translation>%1 はタイムゾーンではありません。Asia/Tokyo のように入力するか、システムに合わせる場合は空にしてください。</translation>
    </message>
    <message>
        <source>A currency is three capital letters, such as USD or JPY.</source>
        <translation>通貨は USD や JPY のように英大文字 3 字で入力してください。</translation>
    </message>
    <message>
        <source>Enter the address of at least one endpoint: without any there is nothing to show.</source>
        <translation>少なくとも 1 つのエンドポイントのアドレスを入力してください。</translation>
    </message>
    <message>
        <source>Enter a name.</source>
        <translation>名前を入力してください。</translation>
    </message>
    <message>
        <source>The name begins or ends with a space. Take it out.</source>
        <translation>名前の前後の空白を除いてください。</translation>
    </message>
    <message>
        <source>Another environment is called %1. Choose a different name.</source>
        <translation>%1 という環境がすでにあります。別の名前にしてください。</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>ファイル %1 がありません。</translation>
    </message>
    <message>
        <source>%1 cannot be read. Check its permissions.</source>
        <translation>%1 を読み取れません。権限を確認してください。</translation>
    </message>
    <message>
        <source>Options are set but the address is empty. Enter it, or clear the options.</source>
        <translation>オプションがあるのにアドレスが空です。アドレスを入力するか、オプションを消してください。</translation>
    </message>
    <message>
        <source>Enter the user name, or choose another way to sign in.</source>
        <translation>ユーザー名を入力するか、別の認証方法を選んでください。</translation>
    </message>
    <message>
        <source>A key without its certificate cannot be used. Choose the certificate too.</source>
        <translation>鍵だけでは使えません。証明書も選んでください。</translation>
    </message>
    <message>
        <source>A certificate without its key cannot be used. Choose the key too.</source>
        <translation>証明書だけでは使えません。鍵も選んでください。</translation>
    </message>
</context>
<context>
    <name>toban::EndpointForm</name>
    <message>
        <source>Asking…</source>
        <translation>問い合わせ中…</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>パスワード</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>CA file</source>
        <translation>CA ファイル</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>証明書</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>鍵</translation>
    </message>
</context>
<context>
    <name>toban::EnvironmentForm</name>
    <message>
        <source>The system’s (%1)</source>
        <translation>システムの設定（%1）</translation>
    </message>
    <message>
        <source>Metric profile</source>
        <translation>メトリクスプロファイル</translation>
    </message>
    <message>
        <source>Prometheus</source>
        <translation>Prometheus</translation>
    </message>
    <message>
        <source>Logs (Loki)</source>
        <translation>ログ（Loki）</translation>
    </message>
    <message>
        <source>Alertmanager</source>
        <translation>Alertmanager</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>マネージャー</translation>
    </message>
</context>
<context>
    <name>toban::EnvironmentSwitcher</name>
    <message>
        <source>No environment</source>
        <translation>環境なし</translation>
    </message>
    <message>
        <source>%1 · read only</source>
        <translation>%1 · 読み取り専用</translation>
    </message>
    <message>
        <source>%1 environment</source>
        <translation>%1環境</translation>
    </message>
    <message>
        <source>Environment: %1</source>
        <translation>環境: %1</translation>
    </message>
</context>
<context>
    <name>toban::EnvironmentTag</name>
    <message>
        <source>Environment %1</source>
        <translation>環境 %1</translation>
    </message>
</context>
<context>
    <name>toban::FilterField</name>
    <message>
        <source>Filter</source>
        <translation>絞り込み</translation>
    </message>
</context>
<context>
    <name>toban::FleetDetailsView</name>
    <message>
        <source>Details</source>
        <translation>詳細</translation>
    </message>
    <message>
        <source>Choose a deployment or an agent to see its metrics and last log lines.</source>
        <translation>デプロイメントまたはエージェントを選ぶと、メトリクスと直近のログが表示されます。</translation>
    </message>
    <message>
        <source>Show &amp;logs</source>
        <translation>ログを表示(&amp;L)</translation>
    </message>
    <message>
        <source>Close the details (Esc)</source>
        <translation>詳細を閉じる（Esc）</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>詳細を閉じる</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>メトリクス</translation>
    </message>
    <message>
        <source>Last log lines</source>
        <translation>直近のログ</translation>
    </message>
    <message>
        <source>Revisions</source>
        <translation>リビジョン</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>毎秒のリクエスト数</translation>
    </message>
    <message>
        <source>Error rate</source>
        <translation>エラー率</translation>
    </message>
    <message>
        <source>Response time, P95</source>
        <translation>応答時間（P95）</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>リビジョン</translation>
    </message>
    <message>
        <source>When</source>
        <translation>日時</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>担当者</translation>
    </message>
    <message>
        <source>Deployment</source>
        <translation>デプロイメント</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>負荷</translation>
    </message>
    <message>
        <source>%1 of %2 tasks</source>
        <translation>%2 タスク中 %1</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>バージョン</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>エンドポイント</translation>
    </message>
    <message>
        <source>Last heartbeat</source>
        <translation>最終ハートビート</translation>
    </message>
    <message>
        <source>never</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Registered</source>
        <translation>登録</translation>
    </message>
    <message>
        <source>Without a deployment</source>
        <translation>デプロイメントなし</translation>
    </message>
    <message>
        <source>Not listed</source>
        <translation>一覧になし</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>レプリカ数</translation>
    </message>
    <message>
        <source>Cost per hour</source>
        <translation>毎時コスト</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>イメージ</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>プロンプト</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>ツール</translation>
    </message>
    <message>
        <source>Prometheus has no samples of this agent in the chosen time range.</source>
        <translation>選択した期間に、このエージェントのサンプルが Prometheus にありません。</translation>
    </message>
    <message>
        <source>This agent has logged nothing lately.</source>
        <translation>このエージェントの最近のログはありません。</translation>
    </message>
    <message>
        <source>This deployment has had no revision.</source>
        <translation>このデプロイメントにリビジョンはありません。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>r%1</source>
        <translation>r%1</translation>
    </message>
    <message>
        <source>Image %1
Model %2
Prompt %3
Tools %4</source>
        <translation>イメージ %1
モデル %2
プロンプト %3
ツール %4</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>time of the last heartbeat and its age</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Silent</source>
        <extracomment>Agents of which no heartbeat has come for over a minute</extracomment>
        <translation>応答なし</translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s)</source>
        <translation>
            <numerusform>%n 個</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::FleetPage</name>
    <message>
        <source>Fleet</source>
        <translation>フリート</translation>
    </message>
    <message>
        <source>Scale deployment…</source>
        <translation>デプロイメントのスケール変更…</translation>
    </message>
    <message>
        <source>Show logs of the selection</source>
        <translation>選択中のログを表示</translation>
    </message>
    <message>
        <source>Copy name of the selection</source>
        <translation>選択中の名前をコピー</translation>
    </message>
    <message>
        <source>Expand all deployments</source>
        <translation>デプロイメントをすべて展開</translation>
    </message>
    <message>
        <source>Collapse all deployments</source>
        <translation>デプロイメントをすべて折りたたむ</translation>
    </message>
    <message>
        <source>%1 has failed, %2. Open it to see its agents and their logs.</source>
        <translation>%1 が失敗しています（%2）。開いてエージェントとログを確認してください。</translation>
    </message>
    <message>
        <source>%1 has too few agents, %2. Open it to see which do not start.</source>
        <translation>%1 のエージェントが不足しています（%2）。開いて起動しないものを確認してください。</translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) of %1 sent no heartbeat for over a minute, so it is not known whether they work. Open it to see which.</source>
        <translation>
            <numerusform>%1 の %n 個のエージェントから 1 分以上ハートビートが届かず、動作しているか分かりません。開いて該当のエージェントを確認してください。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::FleetProxy</name>
    <message>
        <source>never</source>
        <extracomment>An agent that has not sent a heartbeat yet</extracomment>
        <translation>なし</translation>
    </message>
    <message>
        <source>No heartbeat has come yet.</source>
        <translation>ハートビートはまだ届いていません。</translation>
    </message>
    <message>
        <source>Without a deployment</source>
        <translation>デプロイメントなし</translation>
    </message>
    <message>
        <source>Not listed</source>
        <translation>一覧になし</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>r%1</source>
        <translation>r%1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>Agents name this deployment, but the manager does not list it.</source>
        <translation>エージェントはこのデプロイメントに属していますが、マネージャーの一覧にありません。</translation>
    </message>
    <message>
        <source>The manager does not know what this deployment costs.</source>
        <translation>このデプロイメントのコストをマネージャーが把握していません。</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>%1 of %2 tasks at once</source>
        <translation>同時 %2 タスク中 %1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>負荷</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>バージョン</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>リビジョン</translation>
    </message>
    <message>
        <source>Heartbeat</source>
        <translation>ハートビート</translation>
    </message>
    <message>
        <source>Cost per hour</source>
        <translation>毎時コスト</translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) silent for over a minute</source>
        <translation>
            <numerusform>%n 個のエージェントが 1 分以上応答していません</numerusform>
        </translation>
    </message>
    <message>
        <source>Cost is measured per deployment, not per agent.</source>
        <translation>コストはエージェント単位ではなく、デプロイメント単位で計測されます。</translation>
    </message>
</context>
<context>
    <name>toban::FleetText</name>
    <message>
        <source>Idle</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>処理中</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Maintenance</source>
        <translation>メンテナンス</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>起動中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>一時停止</translation>
    </message>
    <message>
        <source>Draining</source>
        <translation>退避中</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>稼働中</translation>
    </message>
    <message>
        <source>Changing</source>
        <translation>変更中</translation>
    </message>
    <message>
        <source>%1 of %2 ready</source>
        <extracomment>Replicas of a deployment: 3 of 5 ready</extracomment>
        <translation>%1/%2 準備済</translation>
    </message>
    <message>
        <source>Silent</source>
        <extracomment>An agent whose heartbeat has not come for too long</extracomment>
        <translation>応答なし</translation>
    </message>
    <message>
        <source>No heartbeat has come yet, so it is not known whether this agent works. The manager replaces it.</source>
        <translation>ハートビートがまだ届いていないため、このエージェントが動作しているか分かりません。マネージャーが置き換えます。</translation>
    </message>
    <message>
        <source>No heartbeat for %1, so it is not known whether this agent works. Its last state was: %2. The manager replaces it.</source>
        <translation>ハートビートが %1 届いていないため、このエージェントが動作しているか分かりません。最後の状態は「%2」でした。マネージャーが置き換えます。</translation>
    </message>
</context>
<context>
    <name>toban::FleetView</name>
    <message>
        <source>Filter agents</source>
        <translation>エージェントを絞り込む</translation>
    </message>
    <message>
        <source>&amp;Scale…</source>
        <translation>スケール変更(&amp;S)…</translation>
    </message>
    <message>
        <source>Show only agents in this state</source>
        <translation>この状態のエージェントだけを表示</translation>
    </message>
    <message>
        <source>Deployments and agents</source>
        <translation>デプロイメントとエージェント</translation>
    </message>
    <message>
        <source>The manager knows no deployment and no agent yet.</source>
        <translation>マネージャーにデプロイメントもエージェントも登録されていません。</translation>
    </message>
    <message>
        <source>No agent fits the filter.</source>
        <translation>条件に合うエージェントはありません。</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>絞り込みを解除</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message numerus="yes">
        <source>%n deployment(s)</source>
        <translation>
            <numerusform>デプロイメント %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s)</source>
        <translation>
            <numerusform>エージェント %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shown</source>
        <comment>agents that fit the filter</comment>
        <translation>
            <numerusform>%n 件表示</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 of %2 · %3</source>
        <translation>%2 中 %1 · %3</translation>
    </message>
    <message>
        <source>This environment has no agent manager, so there is no fleet to show.</source>
        <translation>この環境にはエージェントマネージャーがないため、フリートを表示できません。</translation>
    </message>
    <message>
        <source>Open settings</source>
        <translation>設定を開く</translation>
    </message>
    <message>
        <source>Change the number of agents of %1</source>
        <translation>%1 のエージェント数を変更</translation>
    </message>
    <message>
        <source>Choose a deployment first.</source>
        <translation>先にデプロイメントを選んでください。</translation>
    </message>
    <message>
        <source>Show &amp;logs</source>
        <translation>ログを表示(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Copy name</source>
        <translation>名前をコピー(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Copy id</source>
        <translation>ID をコピー(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Expand all</source>
        <translation>すべて展開(&amp;E)</translation>
    </message>
    <message>
        <source>C&amp;ollapse all</source>
        <translation>すべて折りたたむ(&amp;O)</translation>
    </message>
    <message numerus="yes">
        <source>%n more when the pointer leaves the list</source>
        <comment>new agents</comment>
        <translation>
            <numerusform>ポインターが一覧を離れると、あと %n 件表示</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::HeaderList</name>
    <message>
        <source>Add a header</source>
        <translation>ヘッダーを追加</translation>
    </message>
    <message>
        <source>Header name</source>
        <translation>ヘッダー名</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Header value</source>
        <translation>ヘッダーの値</translation>
    </message>
    <message>
        <source>Secret header value</source>
        <translation>シークレットのヘッダー値</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>シークレット</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Remove the header %1</source>
        <translation>ヘッダー %1 を削除</translation>
    </message>
</context>
<context>
    <name>toban::HealthStrip</name>
    <message>
        <source>Manager</source>
        <translation>マネージャー</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Settings of %1</source>
        <translation>%1 の設定</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>今すぐ確認</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>エンドポイント</translation>
    </message>
</context>
<context>
    <name>toban::KeyHelp</name>
    <message>
        <source>Keys</source>
        <translation>キー操作</translation>
    </message>
</context>
<context>
    <name>toban::Legend</name>
    <message numerus="yes">
        <source>%n more series</source>
        <translation>
            <numerusform>他 %n 系列</numerusform>
        </translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>凡例</translation>
    </message>
</context>
<context>
    <name>toban::LogDetailsView</name>
    <message>
        <source>Details of the line</source>
        <translation>行の詳細</translation>
    </message>
    <message>
        <source>Close the details (Esc)</source>
        <translation>詳細を閉じる（Esc）</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>詳細を閉じる</translation>
    </message>
    <message>
        <source>Fields and labels of the line</source>
        <translation>行のフィールドとラベル</translation>
    </message>
    <message>
        <source>&amp;Include</source>
        <translation>絞り込む(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Exclude</source>
        <translation>除外(&amp;E)</translation>
    </message>
    <message>
        <source>Col&amp;umn</source>
        <translation>列に表示(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>コピー(&amp;C)</translation>
    </message>
    <message>
        <source>Whole line</source>
        <translation>行全体</translation>
    </message>
    <message>
        <source>Copy &amp;line</source>
        <translation>行をコピー(&amp;L)</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>フィールド</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>フィールド</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>ラベル</translation>
    </message>
    <message>
        <source>Show %1 as a column</source>
        <translation>%1 を列に表示</translation>
    </message>
    <message>
        <source>Only lines where %1 is %2</source>
        <translation>%1 が %2 の行のみ</translation>
    </message>
    <message>
        <source>Only lines where %1 is not %2</source>
        <translation>%1 が %2 でない行のみ</translation>
    </message>
    <message>
        <source>Copy the value of %1</source>
        <translation>%1 の値をコピー</translation>
    </message>
</context>
<context>
    <name>toban::LogMenus</name>
    <message>
        <source>No query yet</source>
        <translation>クエリはまだありません</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>ラベル</translation>
    </message>
    <message>
        <source>No labels are known yet</source>
        <translation>ラベルはまだありません</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>例</translation>
    </message>
    <message>
        <source>These lines have no fields</source>
        <translation>これらの行にフィールドはありません</translation>
    </message>
    <message>
        <source>Export as &amp;JSON lines…</source>
        <translation>JSON Lines で書き出す(&amp;J)…</translation>
    </message>
    <message>
        <source>Export as &amp;CSV…</source>
        <translation>CSV で書き出す(&amp;C)…</translation>
    </message>
</context>
<context>
    <name>toban::LogProxy</name>
    <message>
        <source>Time (%1)</source>
        <translation>時刻（%1）</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>レベル</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>エージェント</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>メッセージ</translation>
    </message>
</context>
<context>
    <name>toban::LogText</name>
    <message>
        <source>Debug</source>
        <translation>デバッグ</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>情報</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>エラー</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>重大</translation>
    </message>
    <message>
        <source>No level</source>
        <translation>レベルなし</translation>
    </message>
</context>
<context>
    <name>toban::LogsController</name>
    <message>
        <source>There are no older lines in the chosen time range.</source>
        <translation>選択した期間にこれより古い行はありません。</translation>
    </message>
    <message>
        <source>The list is full: narrow the query or the time range to see older lines.</source>
        <translation>一覧がいっぱいです。古い行を見るには、クエリか期間を絞ってください。</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) written to %1.</source>
        <translation>
            <numerusform>%n 行を %1 に書き出しました。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 に書き込めませんでした: %2</translation>
    </message>
    <message numerus="yes">
        <source>Writing %n line(s) to %1…</source>
        <translation>
            <numerusform>%n 行を %1 に書き出しています…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>toban::LogsPage</name>
    <message>
        <source>Logs</source>
        <translation>ログ</translation>
    </message>
    <message>
        <source>Run the log query</source>
        <translation>ログクエリを実行</translation>
    </message>
    <message>
        <source>Start or stop the live tail</source>
        <translation>ライブテールの開始・停止</translation>
    </message>
    <message>
        <source>Pause or resume the live tail</source>
        <translation>ライブテールの一時停止・再開</translation>
    </message>
    <message>
        <source>Copy the chosen line</source>
        <translation>選択中の行をコピー</translation>
    </message>
    <message>
        <source>Export lines as JSON lines…</source>
        <translation>ログを JSON Lines で書き出す…</translation>
    </message>
    <message>
        <source>Export lines as CSV…</source>
        <translation>ログを CSV で書き出す…</translation>
    </message>
</context>
<context>
    <name>toban::LogsView</name>
    <message>
        <source>LogQL query</source>
        <translation>LogQL クエリ</translation>
    </message>
    <message>
        <source>Earlier queries</source>
        <translation>以前のクエリ</translation>
    </message>
    <message>
        <source>Labels and examples</source>
        <translation>ラベルと例</translation>
    </message>
    <message>
        <source>&amp;Run query</source>
        <translation>クエリを実行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>一時停止(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Live tail</source>
        <translation>ライブテール(&amp;L)</translation>
    </message>
    <message>
        <source>Fields shown as columns</source>
        <translation>列に表示するフィールド</translation>
    </message>
    <message>
        <source>Export the lines shown</source>
        <translation>表示中の行を書き出す</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>ログ</translation>
    </message>
    <message>
        <source>Lines over time by level</source>
        <translation>レベル別の行数の推移</translation>
    </message>
    <message>
        <source>Load &amp;older lines</source>
        <translation>古い行を読み込む(&amp;O)</translation>
    </message>
    <message>
        <source>Only errors and worse</source>
        <translation>エラー以上のみ</translation>
    </message>
    <message>
        <source>Only warnings</source>
        <translation>警告のみ</translation>
    </message>
    <message>
        <source>Only informative lines</source>
        <translation>情報行のみ</translation>
    </message>
    <message>
        <source>Only debug lines</source>
        <translation>デバッグ行のみ</translation>
    </message>
    <message>
        <source>No line in the chosen time range fits the query.</source>
        <translation>選択した期間にクエリに合う行はありません。</translation>
    </message>
    <message>
        <source>Loki does not understand the query: %1</source>
        <translation>Loki がクエリを解釈できません: %1</translation>
    </message>
    <message>
        <source>Correct the query and run it again.</source>
        <translation>クエリを直して再実行してください。</translation>
    </message>
    <message>
        <source>The volume follows when the query is valid.</source>
        <translation>行数の推移は、クエリが正しければ表示されます。</translation>
    </message>
    <message>
        <source>This environment has no Loki, so logs cannot be shown.</source>
        <translation>この環境には Loki がないため、ログを表示できません。</translation>
    </message>
    <message>
        <source>Open settings</source>
        <translation>設定を開く</translation>
    </message>
    <message>
        <source>No lines in the chosen time range.</source>
        <translation>選択した期間に行はありません。</translation>
    </message>
    <message>
        <source>Stop &amp;live tail</source>
        <translation>ライブテールを停止(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>再開(&amp;R)</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>接続中</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>ライブ</translation>
    </message>
    <message numerus="yes">
        <source>Paused, %n line(s) waiting</source>
        <translation>
            <numerusform>一時停止中、%n 行待機</numerusform>
        </translation>
    </message>
    <message>
        <source>Connection lost, trying again</source>
        <translation>切断されました。再接続中</translation>
    </message>
    <message>
        <source>%1, %2 dropped</source>
        <comment>state of the live tail, number of lines left out</comment>
        <translation>%1、%2 行欠落</translation>
    </message>
    <message>
        <source>%1, %2 – %3</source>
        <translation>%1、%2～%3</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>More are not held: narrow the query or the time range.</source>
        <translation>これ以上は保持しません。クエリか期間を絞ってください。</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>カンマ区切り (*.csv)</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>JSON Lines (*.jsonl)</translation>
    </message>
    <message numerus="yes">
        <source>%n new above.</source>
        <extracomment>Log lines that came in above those in view</extracomment>
        <translation>
            <numerusform>上に新着 %n 行。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · as of %2</source>
        <comment>lines shown, and when the log store said that there are no newer ones</comment>
        <translation>%1 · %2 現在</translation>
    </message>
</context>
<context>
    <name>toban::MainWindow</name>
    <message>
        <source>Environments</source>
        <translation>環境</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>ページ</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>全般</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>問題</translation>
    </message>
    <message>
        <source>Not possible now</source>
        <translation>今は実行できません</translation>
    </message>
</context>
<context>
    <name>toban::NavigationRail</name>
    <message>
        <source>Pages</source>
        <translation>ページ</translation>
    </message>
    <message>
        <source>Show page names</source>
        <translation>ページ名を表示</translation>
    </message>
    <message>
        <source>Icons only</source>
        <translation>アイコンのみ</translation>
    </message>
</context>
<context>
    <name>toban::OverviewController</name>
    <message>
        <source>%1 scaled to %2</source>
        <comment>deployment, number of replicas</comment>
        <translation>%1 を %2 台にスケール</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <comment>deployment, operator action and what it set</comment>
        <translation>%1、%2：%3</translation>
    </message>
</context>
<context>
    <name>toban::OverviewPage</name>
    <message>
        <source>%1 is %2, below the bound of %3.</source>
        <translation>%1が%2で、下限の%3を下回っています。</translation>
    </message>
    <message>
        <source>%1 is %2, above the bound of %3.</source>
        <translation>%1が%2で、上限の%3を超えています。</translation>
    </message>
    <message>
        <source>Export as PNG</source>
        <translation>PNG で書き出す</translation>
    </message>
    <message>
        <source>Export as CSV</source>
        <translation>CSV で書き出す</translation>
    </message>
    <message>
        <source>Saved %1.</source>
        <translation>%1 を保存しました。</translation>
    </message>
    <message>
        <source>Value: %1, evaluated at %2.</source>
        <translation>値: %1（%2 評価）。</translation>
    </message>
    <message>
        <source>Warns below %1.</source>
        <translation>%1 未満で警告。</translation>
    </message>
    <message>
        <source>Warns above %1.</source>
        <translation>%1 超で警告。</translation>
    </message>
    <message>
        <source>Critical below %1.</source>
        <translation>%1 未満で重大。</translation>
    </message>
    <message>
        <source>Critical above %1.</source>
        <translation>%1 超で重大。</translation>
    </message>
    <message>
        <source>A week earlier: %1.</source>
        <translation>1 週間前: %1。</translation>
    </message>
    <message>
        <source>%1 · compared with the same time last week · as of %2</source>
        <translation>%1 · 先週同時刻と比較 · %2 現在</translation>
    </message>
    <message>
        <source>until %1</source>
        <comment>a sum since midnight; %1 is a time of day</comment>
        <translation>%1 まで</translation>
    </message>
    <message>
        <source>How it is made: %1</source>
        <translation>算出方法：%1</translation>
    </message>
    <message>
        <source>Window: the last %1 before the end of the time range.</source>
        <translation>集計窓：表示期間の終わりまでの直近 %1</translation>
    </message>
    <message>
        <source>No bounds are set: it is shown without a judgement.</source>
        <translation>しきい値は設定されていないため、良否の判定はしません。</translation>
    </message>
    <message>
        <source>Newest sample: %1.</source>
        <translation>最新のサンプル：%1。</translation>
    </message>
    <message>
        <source>%1 Figures below are from %2.</source>
        <translation>%1以下の数値は %2 時点のものです。</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a series of a chart, and its bounds</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Daily budget: %1.</source>
        <translation>日次予算：%1。</translation>
    </message>
</context>
<context>
    <name>toban::Panel</name>
    <message>
        <source>Typed range</source>
        <translation>入力した期間</translation>
    </message>
    <message>
        <source>From</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>To</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>Apply range</source>
        <translation>期間を適用</translation>
    </message>
    <message>
        <source>Examples: now-6h, now/d, now-1M/M, 2026-11-01 08:00</source>
        <translation>例: now-6h、now/d、now-1M/M、2026-11-01 08:00</translation>
    </message>
    <message>
        <source>Quick ranges</source>
        <translation>よく使う期間</translation>
    </message>
    <message>
        <source>The range ends before it begins.</source>
        <translation>終了が開始より前になっています。</translation>
    </message>
    <message>
        <source>“%1” needs a time.</source>
        <comment>From or To</comment>
        <translation>「%1」に時刻を入力してください。</translation>
    </message>
    <message>
        <source>“%1” is not a time. Write it as in the examples below.</source>
        <translation>「%1」は時刻として読み取れません。下の例のように入力してください。</translation>
    </message>
</context>
<context>
    <name>toban::PanelCard</name>
    <message>
        <source>newest sample %1</source>
        <translation>最新サンプル %1</translation>
    </message>
    <message>
        <source>Open the settings</source>
        <translation>設定を開く</translation>
    </message>
    <message>
        <source>No samples between %1 and %2.</source>
        <translation>%1～%2 にサンプルがありません。</translation>
    </message>
    <message>
        <source>Query and explanation…</source>
        <translation>クエリと説明…</translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation>CSV で書き出す…</translation>
    </message>
    <message>
        <source>Export as PNG…</source>
        <translation>PNG で書き出す…</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>panel: action</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Refused, from %1</source>
        <translation>拒否（%1 時点）</translation>
    </message>
    <message>
        <source>No answer, from %1</source>
        <translation>応答なし（%1 時点）</translation>
    </message>
    <message>
        <source>%1 What you see is from %2.</source>
        <translation>%1表示は %2 時点のものです。</translation>
    </message>
    <message>
        <source>Daily budget</source>
        <translation>日次予算</translation>
    </message>
</context>
<context>
    <name>toban::PathField</name>
    <message>
        <source>Choose…</source>
        <translation>選択…</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>選択: %1</translation>
    </message>
</context>
<context>
    <name>toban::PlanView</name>
    <message>
        <source>Replicas</source>
        <translation>レプリカ数</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>リビジョン</translation>
    </message>
    <message>
        <source>%1: %2 now, %3 then</source>
        <translation>%1: 現在 %2、変更後 %3</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s)</source>
        <translation>
            <numerusform>エージェント %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running task(s)</source>
        <translation>
            <numerusform>実行中タスク %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Touches</source>
        <translation>影響範囲</translation>
    </message>
    <message>
        <source>Cost per hour</source>
        <translation>毎時コスト</translation>
    </message>
    <message>
        <source>%1 → %2 (%3)</source>
        <translation>%1 → %2（%3）</translation>
    </message>
    <message>
        <source>Basis</source>
        <extracomment>What a cost estimate rests on</extracomment>
        <translation>根拠</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>The manager has no price for what this deployment uses.</source>
        <translation>このデプロイメントの単価がマネージャーに登録されていません。</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>ロール</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>Approval</source>
        <translation>承認</translation>
    </message>
    <message>
        <source>A second person has to approve it.</source>
        <translation>別の担当者の承認が必要です。</translation>
    </message>
    <message>
        <source>This plan has expired. Go back and review it again.</source>
        <translation>この計画は期限切れです。戻って確認し直してください。</translation>
    </message>
    <message>
        <source>Holds until %1, for another %2.</source>
        <translation>%1 まで有効（残り %2）。</translation>
    </message>
</context>
<context>
    <name>toban::ProblemsPanel</name>
    <message>
        <source>Problem</source>
        <translation>問題</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>場所</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>No problems.</source>
        <translation>問題はありません。</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>問題</translation>
    </message>
    <message>
        <source>%1 (as of %2)</source>
        <comment>a problem&apos;s sentence and a time of day; Japanese %1（%2 時点）</comment>
        <translation>%1（%2 時点）</translation>
    </message>
</context>
<context>
    <name>toban::QueryDialog</name>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>toban::RailFooter</name>
    <message>
        <source>No problems</source>
        <translation>問題なし</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>問題 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
</context>
<context>
    <name>toban::RefreshPicker</name>
    <message>
        <source>Off</source>
        <comment>refresh interval</comment>
        <translation>オフ</translation>
    </message>
    <message>
        <source>Refresh (R)</source>
        <translation>更新（R）</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Refresh interval</source>
        <translation>更新間隔</translation>
    </message>
    <message>
        <source>Refresh interval: %1</source>
        <translation>更新間隔: %1</translation>
    </message>
</context>
<context>
    <name>toban::ScaleController</name>
    <message>
        <source>%1 is still being scaled. Wait until that has ended.</source>
        <translation>%1 はスケール変更中です。完了までお待ちください。</translation>
    </message>
</context>
<context>
    <name>toban::ScaleDialog</name>
    <message>
        <source>Now</source>
        <translation>現在</translation>
    </message>
    <message>
        <source>&amp;Replicas</source>
        <translation>レプリカ数(&amp;R)</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>レプリカ数</translation>
    </message>
    <message>
        <source>Re&amp;ason</source>
        <translation>理由(&amp;A)</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Why, for those who read the journal later</source>
        <translation>後で操作記録を読む人のために、理由を書いてください</translation>
    </message>
    <message>
        <source>&amp;Ticket</source>
        <translation>チケット(&amp;T)</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>チケット</translation>
    </message>
    <message>
        <source>Optional</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名前(&amp;N)</translation>
    </message>
    <message>
        <source>Type the deployment&apos;s name to confirm</source>
        <translation>確認のためデプロイメント名を入力</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Scale %1</source>
        <translation>%1 のスケール変更</translation>
    </message>
    <message>
        <source>%1, %2 per hour</source>
        <translation>%1、毎時 %2</translation>
    </message>
    <message>
        <source>as it is now</source>
        <translation>変更なし</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n 増</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fewer</source>
        <translation>
            <numerusform>%n 減</numerusform>
        </translation>
    </message>
    <message>
        <source>Needed, 3 to 500 characters. It is kept in the journal.</source>
        <translation>必須、3～500 文字。操作記録に残ります。</translation>
    </message>
    <message>
        <source>%1 of 500 characters</source>
        <translation>500 文字中 %1 文字</translation>
    </message>
    <message>
        <source>%1 of at least 3 characters</source>
        <translation>3 文字以上必要（現在 %1 文字）</translation>
    </message>
    <message>
        <source>&amp;Stop all agents of %1</source>
        <translation>%1 の全エージェントを停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Scale to %1</source>
        <translation>%1 に変更(&amp;S)</translation>
    </message>
    <message>
        <source>Planning…</source>
        <translation>計画中…</translation>
    </message>
    <message>
        <source>Review &amp;plan</source>
        <translation>計画を確認(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>戻る(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>閉じる(&amp;C)</translation>
    </message>
    <message>
        <source>Nothing will serve this deployment&apos;s tasks any more. Type %1 to confirm.</source>
        <translation>このデプロイメントのタスクを処理するエージェントがなくなります。確認のため %1 と入力してください。</translation>
    </message>
    <message>
        <source>The fleet has changed since the plan was made, so nothing was done. This is the new plan.</source>
        <translation>計画の作成後にフリートの状態が変わったため、何も実行していません。新しい計画を表示しています。</translation>
    </message>
    <message>
        <source>A second person has to approve this plan before it can be carried out.</source>
        <translation>この計画の実行には、別の担当者の承認が必要です。</translation>
    </message>
    <message>
        <source>Written to the journal and sent</source>
        <translation>操作記録に書き込み、送信</translation>
    </message>
    <message>
        <source>Accepted by the manager</source>
        <translation>マネージャーが受理</translation>
    </message>
    <message>
        <source>%1 of %2 ready</source>
        <translation>%2 中 %1 準備完了</translation>
    </message>
    <message>
        <source>Agents stopped</source>
        <translation>エージェント停止</translation>
    </message>
    <message>
        <source>Agents ready</source>
        <translation>エージェント準備完了</translation>
    </message>
    <message>
        <source>Done in %1.</source>
        <translation>%1 で完了。</translation>
    </message>
    <message>
        <source>Failed after %1.</source>
        <translation>%1 で失敗。</translation>
    </message>
    <message>
        <source>Running for %1. Closing this window does not stop it.</source>
        <translation>%1 経過。この画面を閉じても処理は続きます。</translation>
    </message>
    <message>
        <source>Journal line %1, %2: %3 %4, %5. Reason: %6. Hash %7…</source>
        <translation>操作記録 %1 行目、%2: %3 %4、%5。理由: %6。ハッシュ %7…</translation>
    </message>
</context>
<context>
    <name>toban::SecretField</name>
    <message>
        <source>Not set</source>
        <translation>未設定</translation>
    </message>
    <message>
        <source>Set; type to replace it</source>
        <translation>設定済み（入力すると置き換え）</translation>
    </message>
    <message>
        <source>This run only</source>
        <translation>今回だけ</translation>
    </message>
    <message>
        <source>Kept in memory until Toban ends, not in the keyring</source>
        <translation>当番の終了までメモリに保持し、キーリングには保存しません</translation>
    </message>
</context>
<context>
    <name>toban::SettingsController</name>
    <message>
        <source>%1 answers.</source>
        <translation>%1 が応答しました。</translation>
    </message>
    <message>
        <source>%1 %2 answers.</source>
        <translation>%1 %2 が応答しました。</translation>
    </message>
    <message>
        <source>%1 exists for this run only. Its addresses come from where it was started and cannot be changed here.</source>
        <translation>%1 は今回の起動中だけの環境です。アドレスは起動元で決まるため、ここでは変更できません。</translation>
    </message>
</context>
<context>
    <name>toban::SettingsDialog</name>
    <message>
        <source>New environment</source>
        <translation>新しい環境</translation>
    </message>
    <message>
        <source>%1 copy</source>
        <translation>%1 のコピー</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>（名前なし）</translation>
    </message>
    <message>
        <source>Keep for this run only</source>
        <translation>今回だけ保持</translation>
    </message>
    <message>
        <source>The changes are not saved yet.</source>
        <translation>変更はまだ保存されていません。</translation>
    </message>
    <message>
        <source>Drop the changes</source>
        <translation>変更を破棄</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外観</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
</context>
<context>
    <name>toban::ShellController</name>
    <message>
        <source>Switch to %1</source>
        <translation>%1 に切り替える</translation>
    </message>
    <message>
        <source>Keyring</source>
        <translation>キーリング</translation>
    </message>
    <message>
        <source>Open the settings</source>
        <translation>設定を開く</translation>
    </message>
</context>
<context>
    <name>toban::StateView</name>
    <message>
        <source>Loading</source>
        <translation>読み込み中</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>%1 What you see is from %2.</source>
        <translation>%1表示は %2 時点のものです。</translation>
    </message>
</context>
<context>
    <name>toban::StepIndicator</name>
    <message>
        <source>waiting</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>running</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>スキップ</translation>
    </message>
</context>
<context>
    <name>toban::TableState</name>
    <message>
        <source>Reset columns</source>
        <translation>列を元に戻す</translation>
    </message>
</context>
<context>
    <name>toban::Tile</name>
    <message>
        <source>%1: loading</source>
        <translation>%1: 読み込み中</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <comment>caption, value, state</comment>
        <translation>%1: %2、%3</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>データなし</translation>
    </message>
    <message>
        <source>, %1</source>
        <comment>age of the newest sample</comment>
        <translation>、%1</translation>
    </message>
    <message>
        <source>, %1 against last week</source>
        <translation>、先週比 %1</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>応答なし</translation>
    </message>
    <message>
        <source>No data</source>
        <translation>データなし</translation>
    </message>
    <message>
        <source>vs last week</source>
        <comment>follows the change, as in +3 % vs last week; Japanese 先週比</comment>
        <translation>先週比</translation>
    </message>
    <message>
        <source>Show chart</source>
        <translation>グラフを表示</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>値をコピー</translation>
    </message>
    <message>
        <source>Show query</source>
        <translation>クエリを表示</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>説明</translation>
    </message>
    <message>
        <source>Last week: %1</source>
        <translation>先週: %1</translation>
    </message>
    <message>
        <source>Newest sample: %1</source>
        <translation>最新サンプル: %1</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>計測なし</translation>
    </message>
    <message>
        <source>No budget set</source>
        <translation>予算未設定</translation>
    </message>
    <message>
        <source>Not configured</source>
        <translation>未設定</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>権限なし</translation>
    </message>
    <message>
        <source>Not asked</source>
        <translation>問い合わせ保留</translation>
    </message>
    <message>
        <source>Unreadable</source>
        <translation>読み取り不可</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>拒否</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>%1 時点</translation>
    </message>
    <message>
        <source>, %1</source>
        <comment>a further remark on a figure</comment>
        <translation>、%1</translation>
    </message>
</context>
<context>
    <name>toban::TimeRangePicker</name>
    <message>
        <source>Time range: %1</source>
        <translation>期間: %1</translation>
    </message>
    <message>
        <source>Time range (T)</source>
        <translation>期間（T）</translation>
    </message>
</context>
<context>
    <name>toban::TopBar</name>
    <message>
        <source>Times are shown in %1. Switch between UTC and the environment’s zone (%2)</source>
        <translation>時刻は %1 で表示中。UTC と環境のタイムゾーンを切り替えます（%2）</translation>
    </message>
    <message>
        <source>Time zone: %1</source>
        <translation>タイムゾーン: %1</translation>
    </message>
    <message>
        <source>Find a page or an action (%1)</source>
        <translation>ページと操作を検索（%1）</translation>
    </message>
    <message>
        <source>Find a page or an action</source>
        <translation>ページと操作を検索</translation>
    </message>
</context>
<context>
    <name>toban::WelcomeView</name>
    <message>
        <source>No environment is set up yet</source>
        <translation>環境がまだ設定されていません</translation>
    </message>
    <message>
        <source>An environment names the Prometheus, Loki, Alertmanager and agent manager of one fleet.</source>
        <translation>環境とは、1 つのフリートの Prometheus、Loki、Alertmanager、エージェントマネージャーの組です。</translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation>サンドボックスを開く</translation>
    </message>
    <message>
        <source>A small fleet with all its servers on this machine, with two months of history. Nothing leaves the machine. It runs on until “toban-sandbox down”.</source>
        <translation>このマシン上で動く小さなフリートと各サーバー、2 か月分の履歴です。外部への通信はありません。「toban-sandbox down」を実行するまで動き続けます。</translation>
    </message>
    <message>
        <source>Add an environment</source>
        <translation>環境を追加</translation>
    </message>
    <message>
        <source>Enter the addresses of a fleet that is already running.</source>
        <translation>稼働中のフリートのアドレスを入力します。</translation>
    </message>
</context>
<context>
    <name>toban::WindowActions</name>
    <message>
        <source>Find a page or an action</source>
        <translation>ページと操作を検索</translation>
    </message>
    <message>
        <source>Refresh now</source>
        <translation>今すぐ更新</translation>
    </message>
    <message>
        <source>Choose the time range</source>
        <translation>期間を選ぶ</translation>
    </message>
    <message>
        <source>Move the range back</source>
        <translation>期間を前へ</translation>
    </message>
    <message>
        <source>Move the range forward</source>
        <translation>期間を次へ</translation>
    </message>
    <message>
        <source>Widen the range</source>
        <translation>期間を広げる</translation>
    </message>
    <message>
        <source>Show times in UTC</source>
        <translation>時刻を UTC で表示</translation>
    </message>
    <message>
        <source>Switch environment</source>
        <translation>環境を切り替える</translation>
    </message>
    <message>
        <source>Show how the endpoints do</source>
        <translation>エンドポイントの状態を表示</translation>
    </message>
    <message>
        <source>Filter this page</source>
        <translation>このページを絞り込む</translation>
    </message>
    <message>
        <source>Problems panel</source>
        <translation>問題パネル</translation>
    </message>
    <message>
        <source>Narrow the navigation</source>
        <translation>ナビゲーションを縮める</translation>
    </message>
    <message>
        <source>Settings: environments</source>
        <translation>設定: 環境</translation>
    </message>
    <message>
        <source>Settings: appearance and language</source>
        <translation>設定: 外観と言語</translation>
    </message>
    <message>
        <source>Add an environment</source>
        <translation>環境を追加</translation>
    </message>
    <message>
        <source>Theme: as the system</source>
        <translation>テーマ: システムに合わせる</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>テーマ: ライト</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>テーマ: ダーク</translation>
    </message>
    <message>
        <source>Show the keys</source>
        <translation>キー操作を表示</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>About Toban</source>
        <translation>当番について</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>終了</translation>
    </message>
</context>
<context>
    <name>toban::WindowApp</name>
    <message>
        <source>Opening…</source>
        <translation>開いています…</translation>
    </message>
    <message>
        <source>The sandbox is starting. The first time this takes about 20 s.</source>
        <translation>サンドボックスを起動しています。初回は 20 秒ほどかかります。</translation>
    </message>
</context>
</TS>
