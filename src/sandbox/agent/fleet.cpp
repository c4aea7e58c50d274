// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet.h"

#include <algorithm>
#include <array>

namespace toban::sandbox {

const std::vector<AgentProfile> &fleetProfiles()
{
    static const std::vector<AgentProfile> profiles{
        {"code_generator",
         "code-generator",
         4,
         5.0,
         "claude-sonnet-3.5",
         {{"code_generation", 0.16, 4.2, 0.55, 320, 1280},
          {"code_review", 0.26, 2.6, 0.50, 200, 520},
          {"static_check", 0.58, 1.3, 0.55, 0, 0}},
         {{"claude-sonnet-3.5", 0.40}, {"gpt-4o", 0.30}, {"claude-opus-4.1", 0.10}, {"gemini-2.0-flash", 0.20}},
         {"read_file", "search_code", "write_file", "run_tests"},
         {"python", "typescript"},
         {"checkout", "billing"}},
        {"security_scanner",
         "security-scanner",
         3,
         5.0,
         "gpt-5",
         {{"security_analysis", 0.18, 4.6, 0.50, 640, 960},
          {"dependency_audit", 0.36, 1.9, 0.60, 0, 0},
          {"secret_scan", 0.46, 1.2, 0.50, 0, 0}},
         {{"gpt-5", 0.48}, {"claude-sonnet-3.5", 0.32}, {"claude-opus-4.1", 0.20}},
         {"read_file", "scan_dependencies", "search_code"},
         {},
         {}},
        {"performance_tester",
         "performance-tester",
         3,
         4.5,
         "gpt-4o",
         {{"performance_test", 0.20, 4.4, 0.50, 520, 780},
          {"load_profile", 0.30, 2.8, 0.60, 0, 0},
          {"smoke_test", 0.50, 1.4, 0.50, 0, 0}},
         {{"gpt-4o", 0.50}, {"gemini-2.0-flash", 0.32}, {"gpt-5", 0.18}},
         {"run_benchmark", "query_metrics", "read_file"},
         {},
         {}},
    };
    return profiles;
}

AgentProfile profileFor(std::string_view agentType)
{
    for (const AgentProfile &profile : fleetProfiles()) {
        if (profile.agentType == agentType)
            return profile;
    }
    std::string deployment(agentType);
    std::replace(deployment.begin(), deployment.end(), '_', '-');
    return {std::string(agentType),
            deployment,
            1,
            0,
            "claude-sonnet-3.5",
            {{"general_task", 0.4, 2.8, 0.55, 300, 800}, {"lookup", 0.6, 1.2, 0.5, 0, 0}},
            {{"claude-sonnet-3.5", 0.7}, {"gemini-2.0-flash", 0.3}},
            {"read_file", "search_code"},
            {},
            {}};
}

ModelTraits modelTraits(std::string_view model)
{
    static constexpr std::array<ModelTraits, 5> known{{{"gpt-5", 0.80, 1.0, 0.95},
                                                       {"gpt-4o", 0.90, 1.1, 0.90},
                                                       {"claude-opus-4.1", 0.70, 0.9, 0.92},
                                                       {"claude-sonnet-3.5", 0.85, 1.0, 0.88},
                                                       {"gemini-2.0-flash", 0.95, 1.2, 0.85}}};
    for (const ModelTraits &traits : known) {
        if (traits.name == model)
            return traits;
    }
    return {model, 0.85, 1.0, 0.88};
}

const std::vector<ErrorKind> &errorKinds()
{
    static const std::vector<ErrorKind> kinds{
        {"rate_limit", "low", 0.30, "429 from the model's provider, retries used up"},
        {"model_error", "medium", 0.20, "the model's answer could not be read"},
        {"tool_error", "medium", 0.30, "Error: upstream timed out\n\tat call_tool (agent.py:88)"},
        {"timeout", "high", 0.15, "no answer within the task's time"},
        {"internal", "critical", 0.05, "unexpected state of the agent, execution ended"},
    };
    return kinds;
}

std::string taskTitle(std::string_view operation, std::size_t number)
{
    struct Titles
    {
        std::string_view operation;
        std::array<std::string_view, 4> texts;
    };
    static constexpr std::array<Titles, 9> titles{{
        {"code_generation",
         {"実装: 注文 API", "修正: ユニットテスト", "リファクタリング: 認証モジュール", "追加: CSV 出力"}},
        {"code_review",
         {"レビュー: プルリクエスト", "レビュー: データ移行", "レビュー: 設定変更", "レビュー: キャッシュ層"}},
        {"static_check", {"静的解析: 変更分", "静的解析: 夜間一括", "書式確認", "型検査"}},
        {"security_analysis", {"脆弱性分析: 認証", "脆弱性分析: 入力検証", "権限の点検", "脅威分析: 決済"}},
        {"dependency_audit", {"依存関係の監査", "ライセンス確認", "CVE 照合", "SBOM 更新"}},
        {"secret_scan", {"秘密情報スキャン", "設定ファイルの点検", "履歴スキャン", "コンテナイメージの点検"}},
        {"performance_test", {"性能試験: 検索", "性能試験: 決済", "性能試験: 一覧表示", "回帰試験: 応答時間"}},
        {"load_profile", {"負荷プロファイル", "メモリ使用量の分析", "ボトルネック調査", "スレッド待ちの分析"}},
        {"smoke_test", {"疎通確認", "起動試験", "配備後の確認", "ヘルスチェック"}},
    }};
    std::string_view text = "依頼";
    for (const Titles &entry : titles) {
        if (entry.operation == operation)
            text = entry.texts[number % entry.texts.size()];
    }
    return std::string(text) + " " + std::to_string(number);
}

} // namespace toban::sandbox
