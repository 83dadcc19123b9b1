//! What helps a person in: completions for their shell, and the manual page. Both come from the definition of the arguments,
//! so all of it must be in them, and the programs they are for must take them.

use std::fs;
use std::process::Command;

use crate::support::Room;

fn printed(room: &Room, arguments: &[&str]) -> String {
    let output = room.command().args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What `brief --help` lists.
fn commands(room: &Room) -> Vec<String> {
    let help = printed(room, &["--help"]);
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let list = list.take_while(|line| !line.is_empty());
    let list = list.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = list.filter_map(|line| line.split_whitespace().next()).map(str::to_owned);
    names.filter(|name| name != "help").collect()
}

/// Whether a program that CI has is there.
fn there(program: &str) -> bool {
    if Command::new(program).arg("--version").output().is_ok() {
        return true;
    }
    assert!(std::env::var("BRIEF_OTHERS").is_err(), "{program} is not there");
    println!("left out: {program} is not installed");
    false
}

#[test]
fn bash_completes_commands_options_and_files() {
    let room = Room::new();
    if !there("bash") {
        return;
    }
    fs::write(room.path().join("brief.bash"), printed(&room, &["completions", "bash"])).unwrap();
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

#[test]
fn other_shells_read_theirs() {
    let room = Room::new();
    for (shell, program, check) in
        [("zsh", "zsh", "-n"), ("fish", "fish", "--no-execute"), ("powershell", "pwsh", "")]
    {
        let text = printed(&room, &["completions", shell]);
        for command in commands(&room) {
            assert!(text.contains(&command), "{shell}: {command}");
        }
        let file = room.path().join(format!("completions.{shell}"));
        fs::write(&file, text).unwrap();
        if check.is_empty() {
            continue;
        }
        match Command::new(program).arg(check).arg(&file).output() {
            Ok(output) => {
                assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
            }
            Err(_) => println!("left out: {program} is not installed"),
        }
    }
    let output = room.command().args(["completions", "tcsh"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_manual_page_tells_all_commands_and_options() {
    let room = Room::new();
    let page = printed(&room, &["man"]);
    assert!(page.is_ascii());
    let file = room.path().join("brief.1");
    fs::write(&file, &page).unwrap();
    if !there("man") || !there("groff") {
        return;
    }
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
        let help = printed(&room, &[&command, "--help"]);
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
