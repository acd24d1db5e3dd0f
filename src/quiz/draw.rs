//! Drawing questions from a pool: spread over lessons and kinds, never two of one family, what was just
//! seen comes last.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::id::QuestionId;

use super::{Chance, Question, Quiz};

/// Draws `count` questions. `recent` are those seen lately, the latest first; they are taken only when
/// the others do not suffice, those seen longest ago before the rest. A quiz that draws from others
/// draws from each as many as it says, one pool after the other. Of a family at most one question is
/// drawn, so that fewer than `count` come from a pool whose other questions do not suffice.
pub fn draw(quiz: &Quiz, count: usize, recent: &[QuestionId], seed: u64) -> Vec<QuestionId> {
    let mut chance = Chance::new(seed);
    let mut families = HashSet::new();
    if quiz.pools.is_empty() {
        return spread(&quiz.questions, count, recent, &mut families, &mut chance);
    }
    let parts = quiz.pools.iter().map(|pool| {
        let questions = quiz.questions.get(pool.questions.clone()).unwrap_or_default();
        spread(questions, pool.draw, recent, &mut families, &mut chance)
    });
    let mut drawn: Vec<QuestionId> = parts.flatten().collect();
    drawn.truncate(count);
    drawn
}

fn spread(
    questions: &[Arc<Question>],
    count: usize,
    recent: &[QuestionId],
    families: &mut HashSet<String>,
    chance: &mut Chance,
) -> Vec<QuestionId> {
    let recency: HashMap<&QuestionId, usize> =
        recent.iter().enumerate().map(|(at, id)| (id, recent.len() - at)).collect();
    let mut rest: Vec<_> = questions.iter().collect();
    chance.shuffle(&mut rest);
    let mut drawn = Vec::new();
    let mut lessons: HashMap<&str, usize> = HashMap::new();
    let mut kinds: HashMap<&str, usize> = HashMap::new();
    while drawn.len() < count {
        rest.retain(|question| family(question).is_none_or(|family| !families.contains(family)));
        let lesson = |at: usize| {
            let id = rest.get(at).and_then(|question| question.lesson.as_ref());
            id.map_or("", |id| id.value.as_str())
        };
        let cost = |at: &usize| {
            let question = rest.get(*at)?;
            let seen = recency.get(&question.id).copied().unwrap_or(0);
            let lesson = lessons.get(lesson(*at)).copied().unwrap_or(0);
            let kind = kinds.get(question.kind.name()).copied().unwrap_or(0);
            Some((seen, lesson, kind))
        };
        let Some(best) = (0..rest.len()).min_by_key(cost) else { break };
        let question = rest.remove(best);
        let lesson = question.lesson.as_ref().map_or("", |id| id.value.as_str());
        *lessons.entry(lesson).or_default() += 1;
        *kinds.entry(question.kind.name()).or_default() += 1;
        families.extend(family(question).map(str::to_owned));
        drawn.push(question.id.clone());
    }
    drawn
}

fn family(question: &Question) -> Option<&str> {
    question.family.as_ref().map(|family| family.value.as_str())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// 24 questions: four lessons, two kinds.
    fn pool() -> Quiz {
        let mut text = String::from("id = 'p-quiz'\ntitle = 'Pool'\n");
        for number in 0..24 {
            let kind = match number % 2 {
                0 => "type = 'ShortAnswer'\nanswer.answer = 'a'",
                _ => "type = 'Numeric'\nanswer.value = 1",
            };
            let lesson = number / 6;
            text.push_str(&format!(
                "[[questions]]\nid = 'p-{number}'\nlesson = 'l-{lesson}'\n{kind}\n\
                 prompt.prompt = 'Question {number}'\n"
            ));
        }
        let (quiz, found) = Quiz::parse("p.toml", &text);
        assert!(found.is_empty(), "{}", found[0]);
        quiz.unwrap()
    }

    fn family_pool(id: &str, families: [&str; 4]) -> String {
        let question = |(at, family): (usize, &str)| {
            let family =
                if family.is_empty() { String::new() } else { format!("family = '{family}'\n") };
            format!(
                "[[questions]]\nid = '{id}-{at}'\n{family}type = 'Numeric'\nanswer.value = 1\n\
                 prompt.prompt = 'Question {at}'\n"
            )
        };
        let questions: String = families.into_iter().enumerate().map(question).collect();
        format!("id = '{id}'\ntitle = 'Pool'\n{questions}")
    }

    #[test]
    fn a_draw_holds_at_most_one_of_a_family() {
        let (quiz, _) = Quiz::parse("p.toml", &family_pool("p", ["chain", "chain", "", "chain"]));
        let quiz = quiz.unwrap();
        for seed in 0..20 {
            let drawn = draw(&quiz, 4, &[], seed);
            assert_eq!(drawn.len(), 2, "{drawn:?}");
            assert!(drawn.contains(&QuestionId::new("p-2")));
        }
    }

    #[test]
    fn a_family_is_one_across_the_pools_that_a_quiz_draws_from() {
        let read = |text: &str| Arc::new(Quiz::parse("p.toml", text).0.unwrap());
        let exam = read(
            "id = 'e'\ntitle = 'Exam'\n[[pool]]\nquiz = 'a'\ndraw = 2\n[[pool]]\nquiz = 'b'\ndraw = 2\n",
        );
        let exam = Arc::unwrap_or_clone(exam).gather(|id| match id.as_str() {
            "a" => Ok::<_, ()>(read(&family_pool("a", ["chain"; 4]))),
            _ => Ok(read(&family_pool("b", ["chain", "", "", "chain"]))),
        });
        let exam = exam.unwrap();
        for seed in 0..20 {
            let drawn = draw(&exam, 4, &[], seed);
            let from = |pool: &str| drawn.iter().filter(|id| id.as_str().starts_with(pool)).count();
            assert_eq!((from("a"), from("b")), (1, 2), "{drawn:?}");
        }
    }

    fn lesson(id: &QuestionId) -> usize {
        id.as_str()[2..].parse::<usize>().unwrap() / 6
    }

    #[test]
    fn a_draw_is_spread_over_lessons_and_kinds() {
        let quiz = pool();
        for seed in 0..20 {
            let drawn = draw(&quiz, 8, &[], seed);
            for at in 0..4 {
                assert_eq!(drawn.iter().filter(|id| lesson(id) == at).count(), 2, "{drawn:?}");
            }
            let even =
                drawn.iter().filter(|id| id.as_str()[2..].parse::<usize>().unwrap() % 2 == 0);
            assert!((3..=5).contains(&even.count()));
        }
        assert_ne!(draw(&quiz, 8, &[], 1), draw(&quiz, 8, &[], 2));
        assert_eq!(draw(&quiz, 8, &[], 1), draw(&quiz, 8, &[], 1));
    }

    #[test]
    fn what_was_just_seen_comes_last() {
        let quiz = pool();
        let first = draw(&quiz, 12, &[], 1);
        let second = draw(&quiz, 12, &first, 2);
        let both: HashSet<_> = first.iter().chain(&second).collect();
        assert_eq!(both.len(), 24, "the second draw repeats nothing");
        let third = draw(&quiz, 14, &first, 3);
        let again: Vec<_> = third.iter().filter(|id| first.contains(id)).collect();
        assert_eq!(again, [&first[11], &first[10]], "the longest unseen return first");
        assert_eq!(draw(&quiz, 99, &first, 4).len(), 24);
        assert!(draw(&quiz, 0, &[], 4).is_empty());
    }
}
