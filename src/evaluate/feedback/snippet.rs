//! Proposals as data to be pasted.

use super::propose::{Change, Proposal};
use crate::lexicon::{Lexicon, Rule};

/// The proposals as `rules.toml` of a lexicon folder (`--lexicon DIR`), whole rules that replace the
/// built-in ones, each group behind a comment with its path. Empty if nothing is proposed.
#[must_use]
pub fn snippet(proposals: &[Proposal], lexicon: &Lexicon) -> String {
    let mut changed: Vec<(&Rule, &Proposal)> = proposals
        .iter()
        .filter_map(|proposal| {
            let rule = lexicon.rules().iter().find(|rule| rule.id == proposal.rule)?;
            Some((rule, proposal))
        })
        .collect();
    changed.sort_by_key(|(rule, _)| &rule.concept);
    let mut out = String::new();
    let mut concept = "";
    for (rule, proposal) in changed {
        if rule.concept != concept {
            concept = &rule.concept;
            out.push_str(&format!("# {concept}/rules.toml\n"));
        }
        out.push_str(&format!("\n{}", written(rule, proposal)));
    }
    out
}

fn written(rule: &Rule, proposal: &Proposal) -> String {
    let mut rule = rule.clone();
    match proposal.change {
        Change::Trial => rule.shadow = true,
        Change::EndTrial => rule.shadow = false,
        Change::Lower { strength } | Change::Raise { strength } => rule.strength = Some(strength),
    }
    let mut lines = vec![evidence(proposal), "[[rules]]".to_owned()];
    let mut text = |key: &str, value: &str| lines.push(format!("{key} = {}", quoted(value)));
    text("id", rule.id.split_once('.').map_or(rule.id.as_str(), |(_, name)| name));
    text("title", &rule.title);
    text("title_en", &rule.title_en);
    text("reason", &rule.reason);
    text("reason_en", &rule.reason_en);
    text("source", &rule.source);
    let elements: Vec<String> = rule.all.iter().map(|names| names.join("|")).collect();
    match elements.as_slice() {
        [class] if !class.contains('|') && !class.starts_with('@') => text("match", class),
        elements => lines.push(format!("all = {}", list(elements))),
    }
    if !rule.none.is_empty() {
        lines.push(format!("none = {}", list(&rule.none)));
    }
    lines.extend((rule.within > 0).then(|| format!("within = {}", rule.within)));
    lines.extend(rule.ordered.then(|| "ordered = true".to_owned()));
    lines.extend(rule.same_sentence.then(|| "same_sentence = true".to_owned()));
    lines.extend(rule.strength.map(|strength| format!("strength = {strength}")));
    lines.extend(rule.shadow.then(|| "shadow = true".to_owned()));
    lines.push(format!("examples = {}", list(&rule.examples)));
    lines.push(format!("near_misses = {}\n", list(&rule.near_misses)));
    lines.join("\n")
}

fn evidence(proposal: &Proposal) -> String {
    let Proposal { comments, upheld, share, .. } = proposal;
    let done = match proposal.change {
        Change::Raise { .. } => "deleted",
        _ => "upheld",
    };
    format!("# {upheld} of {comments} {done}, 95 % interval {:.3} to {:.3}", share.low, share.high)
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EngineBuilder;
    use crate::evaluate::wilson;

    fn proposal(rule: &str, change: Change) -> Proposal {
        Proposal {
            rule: rule.to_owned(),
            change,
            strength_now: None,
            comments: 40,
            upheld: 3,
            share: wilson(3, 40).expect("of something"),
            bound: 0.5,
            ids: Vec::new(),
        }
    }

    /// The snippet as a folder that adds to the built-in lexicon.
    fn engine(snippet: &str) -> Result<crate::Engine, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let mut file = std::path::PathBuf::new();
        for part in snippet.split("\n# ").map(|part| part.trim_start_matches("# ")) {
            if let Some((name, _)) = part.split_once('\n').filter(|(n, _)| n.ends_with(".toml")) {
                file = folder.path().join(name);
                std::fs::create_dir_all(file.parent().expect("in a folder"))?;
            }
            let old = std::fs::read_to_string(&file).unwrap_or_default();
            std::fs::write(&file, format!("{old}\n# {part}"))?;
        }
        Ok(EngineBuilder::new().lexicon_dir(folder.path()).build()?)
    }

    #[test]
    fn what_is_pasted_changes_the_rule_and_nothing_else() -> Result<(), Box<dyn std::error::Error>>
    {
        let builtin = EngineBuilder::new().build()?;
        let rules = builtin.lexicon().rules();
        let combination = rules
            .iter()
            .find(|rule| rule.all.len() > 1 && !rule.keep && !rule.shadow && !rule.none.is_empty())
            .expect("there is one");
        let proposals = [
            proposal("defamation.death_wish", Change::Trial),
            proposal(&combination.id, Change::Lower { strength: 0.45 }),
        ];
        let text = snippet(&proposals, builtin.lexicon());
        assert!(
            text.contains("# 3 of 40 upheld, 95 % interval 0.026 to 0.199\n[[rules]]"),
            "{text}"
        );
        let tuned = engine(&text)?;
        assert_eq!(tuned.lexicon().rules().len(), rules.len());
        for rule in rules {
            let now = tuned.lexicon().rules().iter().find(|now| now.id == rule.id).expect("kept");
            let tried = rule.id == "defamation.death_wish";
            let strength = if rule.id == combination.id { Some(0.45) } else { rule.strength };
            assert_eq!((now.shadow, now.strength), (rule.shadow || tried, strength), "{}", rule.id);
            assert_eq!((&now.all, &now.none, now.within), (&rule.all, &rule.none, rule.within));
            assert_eq!((&now.title, &now.examples), (&rule.title, &rule.examples));
        }
        let grounds = |engine: &crate::Engine| {
            let verdict = engine.session().judge(&"早く死ねよ".into());
            let counted = verdict.violations.iter().flat_map(|violation| &violation.findings);
            counted.filter(|finding| finding.rule == "defamation.death_wish").count()
        };
        assert_eq!((grounds(&builtin), grounds(&tuned)), (1, 0), "on trial it is no ground");
        Ok(())
    }

    #[test]
    fn nothing_proposed_is_nothing_to_paste() -> Result<(), crate::BuildError> {
        assert_eq!(snippet(&[], EngineBuilder::new().build()?.lexicon()), "");
        Ok(())
    }
}
