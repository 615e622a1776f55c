//! Runs and reports that are ended at random moments: one whole set of outputs, and the next run as if nothing had been.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::campaign::room::{MINE, Outputs, Room, differing, said};
use crate::campaign::{Order, Seen};
use crate::corpus::prng::Prng;

const OFFICES: usize = 30;

/// What is ended, in its two forms, each with the outputs it leaves when it is not.
struct Ended {
    room: Room,
    commands: [Vec<&'static str>; 2],
    sets: [Outputs; 2],
    longest: Duration,
}

impl Ended {
    /// Runs over two generations of filings.
    fn runs(order: &Order) -> Result<Ended, String> {
        let room = Room::new(order);
        room.filings("in0", OFFICES, 0);
        room.filings("in1", OFFICES, 1);
        let command = |input| vec!["run", "--quiet", "--input", input, "--out", "out"];
        Ended::begin(room, [command("in0"), command("in1")])
    }

    /// Reports of one run in two languages.
    fn reports(order: &Order) -> Result<Ended, String> {
        let room = Room::new(order);
        room.filings("in", OFFICES, 0);
        room.succeeds(&["run", "--quiet", "--input", "in", "--out", "out"])?;
        let command = |lang| vec!["report", "--quiet", "--lang", lang, "--out", "out"];
        Ended::begin(room, [command("en"), command("zh")])
    }

    fn begin(room: Room, commands: [Vec<&'static str>; 2]) -> Result<Ended, String> {
        let mut longest = Duration::ZERO;
        let mut sets = Vec::new();
        for words in &commands {
            let start = Instant::now();
            room.succeeds(words)?;
            longest = longest.max(start.elapsed());
            sets.push(room.outputs("out"));
        }
        let [former, new] = <[Outputs; 2]>::try_from(sets).unwrap();
        if former == new {
            return Err("the two leave the same outputs".to_owned());
        }
        fs::write(room.path("out").join(MINE), "看过").unwrap();
        Ok(Ended { room, commands, sets: [former, new], longest })
    }

    /// Which of the two sets lies there now.
    fn found(&self) -> Result<usize, String> {
        let found = self.room.outputs("out");
        let mine = fs::read_to_string(self.room.path("out").join(MINE)).unwrap_or_default();
        // What a run killed in the exchange has not yet brought over lies in its folder, and comes back with the next.
        if mine != "看过" && self.room.leftovers().is_empty() {
            return Err(format!("{MINE} is gone"));
        }
        let at = self.sets.iter().position(|set| *set == found);
        at.ok_or_else(|| format!("a mixture; of the first set differ {:?}", differing(&found, &self.sets[0])))
    }

    /// The next one succeeds, leaves what it leaves otherwise, and nothing else.
    fn undisturbed(&self, at: usize) -> Result<(), String> {
        self.room.succeeds(&self.commands[at])?;
        let differing = differing(&self.room.outputs("out"), &self.sets[at]);
        let mine = fs::read_to_string(self.room.path("out").join(MINE)).unwrap_or_default();
        match (differing.is_empty(), self.room.leftovers().as_slice(), mine.as_str()) {
            (true, [], "看过") => Ok(()),
            (_, left, mine) => Err(format!("differing {differing:?}, left {left:?}, {MINE}: {mine:?}")),
        }
    }
}

/// A moment of a run or shortly after it.
fn moment(prng: &mut Prng, longest: Duration) -> Duration {
    longest * prng.below(1150) as u32 / 1000
}

/// SIGKILL.
pub fn kills(order: &Order) -> Seen {
    let mut figures = Vec::new();
    for (name, ended) in [("runs", Ended::runs(order)?), ("reports", Ended::reports(order)?)] {
        let mut prng = Prng::new(order.seed);
        let (mut kept, mut replaced, mut left, mut over) = (0, 0, 0, 0);
        let (mut now, n) = (1, order.of(6, 200));
        for case in 0..n {
            let wait = moment(&mut prng, ended.longest);
            let mut child = ended.room.gouji(&ended.commands[1 - now]).spawn().unwrap();
            std::thread::sleep(wait);
            child.kill().unwrap();
            let was_killed = child.wait().unwrap().code().is_none();
            let told = |fault: String| format!("{name}, case {case}, killed after {wait:?}: {fault}");
            let at = ended.found().map_err(told)?;
            over += usize::from(!was_killed);
            *(if at == now { &mut kept } else { &mut replaced }) += 1;
            left += usize::from(!ended.room.leftovers().is_empty());
            now = case % 2;
            ended.undisturbed(now).map_err(told)?;
        }
        figures.push(format!(
            "{n} {name}: {kept} kept the former outputs, {replaced} had put the new ones in place, {over} were over; \
             {left} left a folder that the next one removed"
        ));
    }
    Ok(figures.join("; "))
}

/// SIGINT and SIGTERM.
pub fn stops(order: &Order) -> Seen {
    let mut figures = Vec::new();
    for (name, ended) in [("runs", Ended::runs(order)?), ("reports", Ended::reports(order)?)] {
        let mut prng = Prng::new(order.seed);
        let (mut stopped, mut before, mut over) = (0, 0, 0);
        let (mut now, n) = (1, order.of(8, 200));
        for case in 0..n {
            let wait = moment(&mut prng, ended.longest);
            let (signal, number) = if case % 4 < 2 { ("INT", 2) } else { ("TERM", 15) };
            let child = ended.room.gouji(&ended.commands[1 - now]).spawn().unwrap();
            std::thread::sleep(wait);
            Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
            let done = child.wait_with_output().unwrap();
            let told = |fault: String| format!("{name}, case {case}, {signal} after {wait:?}: {fault}");
            let words = said(&done);
            match (done.status.code(), done.status.signal()) {
                (Some(0), _) => over += 1,
                // Before anything is written there is nothing to say.
                (None, Some(found)) if found == number && words.is_empty() => before += 1,
                (Some(code), _) if code == 128 + number && !words.trim().is_empty() => stopped += 1,
                _ => return Err(told(format!("{}: {words}", done.status))),
            }
            let left = ended.room.leftovers();
            if !left.is_empty() {
                return Err(told(format!("left {left:?}")));
            }
            now = ended.found().map_err(told)?;
            if case % 5 == 0 {
                now = case % 2;
                ended.undisturbed(now).map_err(told)?;
            }
        }
        figures.push(format!("{n} {name}: {stopped} said so, {before} had not begun, {over} were over"));
    }
    Ok(figures.join("; "))
}
