//! A progress bar on standard error, hidden where it would not be seen.

use std::io::IsTerminal as _;

use frontback::pipeline::{Inputs, Progress};
use indicatif::{ProgressDrawTarget, ProgressStyle};

use super::arguments::When;

/// Redraws a second: enough to look alive.
const REDRAWS_PER_SECOND: u8 = 10;

/// Bytes done of all bytes, records a second, time left.
pub struct ProgressBar(indicatif::ProgressBar);

impl ProgressBar {
    /// A bar over the bytes of `inputs`; a counter where the size is not known.
    pub fn new(when: When, quiet: bool, inputs: &Inputs) -> ProgressBar {
        let shown = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => !quiet && std::io::stderr().is_terminal(),
        };
        if !shown {
            return ProgressBar(indicatif::ProgressBar::hidden());
        }
        let (bar, template) = if inputs.bytes > 0 {
            let template = "{bar:30} {bytes}/{total_bytes}  {msg}  {bytes_per_sec}  {eta} left";
            (indicatif::ProgressBar::new(inputs.bytes), template)
        } else {
            (indicatif::ProgressBar::new_spinner(), "{spinner} {bytes}  {msg}  {bytes_per_sec}")
        };
        bar.set_draw_target(if when == When::Always && !std::io::stderr().is_terminal() {
            // Asked for although it is no terminal: plain lines.
            ProgressDrawTarget::term_like(Box::new(PlainLines))
        } else {
            ProgressDrawTarget::stderr_with_hz(REDRAWS_PER_SECOND)
        });
        // The templates are constants; a mistake in them would only cost the bar its looks.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        ProgressBar(bar)
    }

    /// Shows how far the run is.
    pub fn update(&self, now: Progress) {
        if self.0.is_hidden() {
            return;
        }
        let seconds = self.0.elapsed().as_secs_f64();
        // Display only: no count is large enough to lose precision that anyone would see.
        let per_second = if seconds > 0.0 { now.records as f64 / seconds } else { 0.0 };
        self.0.set_message(format!("{} documents ({per_second:.0}/s),", now.records));
        self.0.set_position(now.bytes);
    }

    /// Runs `print`, which writes to the terminal, without tearing the bar.
    pub fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        self.0.suspend(print)
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// Writes progress as plain lines for logs.
#[derive(Debug)]
struct PlainLines;

impl indicatif::TermLike for PlainLines {
    fn width(&self) -> u16 {
        120
    }
    fn move_cursor_up(&self, _lines: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn move_cursor_down(&self, _lines: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn move_cursor_right(&self, _columns: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn move_cursor_left(&self, _columns: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn write_line(&self, line: &str) -> std::io::Result<()> {
        self.write_str(line)
    }
    fn write_str(&self, text: &str) -> std::io::Result<()> {
        if !text.trim().is_empty() {
            eprintln!("{}", text.trim_end());
        }
        Ok(())
    }
    fn clear_line(&self) -> std::io::Result<()> {
        Ok(())
    }
    fn flush(&self) -> std::io::Result<()> {
        Ok(())
    }
}
