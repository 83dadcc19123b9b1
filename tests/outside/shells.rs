//! What helps a person in: completions for their shell, and the manual page. Both come from the definition of the arguments,
//! so all of it must be in them, and the programs they are for must take them.

use std::fs;
use std::process::Command;

use crate::support::Room;

/// What `brief --help` lists.
fn commands(room: &Room) -> Vec<String> {
    let help = room.done(&["--help"]);
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let list = list.take_while(|line| !line.is_empty());
    let list = list.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = list.filter_map(|line| line.split_whitespace().next()).map(str::to_owned);
    names.filter(|name| name != "help").collect()
}

pub(crate) fn bash_completes_commands_options_and_files() {
    let room = Room::new();
    room.write("brief.bash", room.done(&["completions", "bash"]));
    // What bash does at Tab, word by word.
    let complete = |words: &[&str]| {
        let script = format!(
            "source ./brief.bash; complete -p brief | grep -q -- '-o default' || exit 1; COMP_WORDS=({}); COMP_CWORD={}; \
             $(complete -p brief | sed 's/.*-F \\([^ ]*\\).*/\\1/') brief \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.join(" "),
            words.len() - 1
        );
        let output = Command::new("bash")
            .args(["--norc", "-c", &script])
            .current_dir(room.path())
            .output()
            .unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(complete(&["brief", "sh"]), ["ship"]);
    assert_eq!(complete(&["brief", "ship", "--fo"]), ["--force"]);
    // Where nothing is offered bash goes on to the names of files.
    assert_eq!(complete(&["brief", "ship", "har"]), [""]);
    assert_eq!(complete(&["brief", "completions", "z"]), ["zsh"]);
    assert_eq!(complete(&["brief", "--color", "al"]), ["always"]);
    let all = complete(&["brief", "\"\""]);
    for command in commands(&room) {
        assert!(all.contains(&command), "{command} is not offered: {all:?}");
    }
}

pub(crate) fn completions_have_every_command() {
    let room = Room::new();
    for shell in ["zsh", "fish", "powershell"] {
        let text = room.done(&["completions", shell]);
        for command in commands(&room) {
            assert!(text.contains(&command), "{shell}: {command}");
        }
    }
    assert_eq!(room.run(&["completions", "tcsh"]).code, 2);
}

/// Asserts that a shell reads its completions without a complaint.
fn reads_completions(shell: &str, check: &str) {
    let room = Room::new();
    room.write("completions", room.done(&["completions", shell]));
    let output = Command::new(shell).arg(check).arg(room.at("completions")).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

pub(crate) fn zsh_reads_its_completions() {
    reads_completions("zsh", "-n");
}

pub(crate) fn fish_reads_its_completions() {
    reads_completions("fish", "--no-execute");
}

pub(crate) fn the_manual_page_is_ascii() {
    assert!(Room::new().done(&["man"]).is_ascii());
}

pub(crate) fn the_manual_page_has_all_commands_and_options() {
    let room = Room::new();
    let page = room.done(&["man"]);
    let file = room.at("brief.1");
    fs::write(&file, &page).unwrap();
    let groff =
        Command::new("groff").args(["-man", "-Tutf8", "-ww", "-z"]).arg(&file).output().unwrap();
    assert!(groff.status.success() && groff.stderr.is_empty(), "{groff:?}");
    let man = Command::new("man")
        .args(["--warnings", "-l"])
        .arg(&file)
        .env("MANWIDTH", "80")
        .env("MAN_KEEP_FORMATTING", "")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    assert!(man.status.success() && man.stderr.is_empty(), "{man:?}");
    let shown = String::from_utf8(man.stdout).unwrap();
    let lines: Vec<&str> = shown.lines().map(str::trim).collect();
    for heading in
        ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXAMPLES", "EXIT CODES"]
    {
        assert!(lines.contains(&heading), "{heading} is missing:\n{shown}");
    }
    for command in commands(&room) {
        assert!(lines.contains(&format!("brief {command}").as_str()), "{command}:\n{shown}");
        let help = room.done(&[&command, "--help"]);
        for line in help.lines().map(str::trim).filter(|line| line.starts_with('-')) {
            let mut words = line.split([' ', ',']);
            let Some(option) = words.find(|word| word.starts_with("--")) else { continue };
            assert!(shown.contains(option), "{option}:\n{shown}");
        }
    }
    assert!(
        lines.contains(&"brief 'projects where city = 青岛 and possibly investment > 60bn'"),
        "{shown}"
    );
}
