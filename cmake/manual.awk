# SPDX-License-Identifier: GPL-3.0-or-later
# From a description (cmake/manual.sh): man/adrift.1, man/adrift-COMMAND.1, completion/adrift (bash),
# completion/_adrift (zsh), below `directory`.

$1 == "version" { version = $2 }
$1 == "command" { names[++commands] = $2; help[$2] = $3 }
$1 == "exit" { codes[++exits] = $2; meaning[$2] = $3 }
$1 == "of" { of = $2 }
$1 == "arguments" { arguments[of] = $2 }
$1 == "about" { about[of] = $2 }
$1 == "option" {
    n = ++options[of]
    long[of, n] = $2; short[of, n] = $3; argument[of, n] = $4; does[of, n] = $5
}

function roff(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    gsub(/^['.]/, "\\\\\\&&", text)
    return text
}

# In single quotes of a shell.
function quote(text) {
    gsub(/'/, "'\\''", text)
    return "'" text "'"
}

function page_head(page, name, line) {
    print ".\\\" SPDX-License-Identifier: GPL-3.0-or-later" >page
    printf ".TH %s 1 \"\" \"adrift %s\" \"adrift\"\n", toupper(name), version >page
    printf ".SH NAME\n%s \\- %s\n", roff(name), roff(line) >page
}

function page_exits(page) {
    print ".SH EXIT STATUS" >page
    for (i = 1; i <= exits; i++) {
        printf ".TP 4\n.B %s\n%s\n", codes[i], roff(meaning[codes[i]]) >page
    }
}

function page_option(page, of, n) {
    print ".TP" >page
    text = "\\fB\\-\\-" roff(long[of, n]) "\\fR"
    if (argument[of, n] != "") {
        text = text "=\\fI" roff(argument[of, n]) "\\fR"
    }
    if (short[of, n] != "") {
        text = "\\fB\\-" short[of, n] "\\fR, " text
    }
    print text "\n" roff(does[of, n]) >page
}

function write_command(name, page, n) {
    page = directory "/man/adrift-" name ".1"
    page_head(page, "adrift-" name, help[name])
    printf ".SH SYNOPSIS\n.B adrift %s\n[\\fIOPTION\\fR...]\n%s\n", name, roff(arguments[name]) >page
    printf ".SH DESCRIPTION\n%s\n.SH OPTIONS\n", roff(about[name]) >page
    for (n = 1; n <= options[name]; n++) {
        page_option(page, name, n)
    }
    print ".TP\n\\fB\\-?\\fR, \\fB\\-\\-help\\fR\nsay what the command does and which options it has\n.TP" >page
    print "\\fB\\-\\-usage\\fR\nthe same in short\n.TP\n\\fB\\-V\\fR, \\fB\\-\\-version\\fR\nprint the version" >page
    page_exits(page)
    print ".SH SEE ALSO\n.BR adrift (1)" >page
    close(page)
}

function write_main(page) {
    page = directory "/man/adrift.1"
    page_head(page, "adrift", "simulate asymmetric alliances")
    print ".SH SYNOPSIS\n.B adrift\n.I COMMAND\n[\\fIARGUMENT\\fR...]" >page
    print ".SH DESCRIPTION\nSimulates asymmetric alliances: strong and weak states, what they depend on one another for," >page
    print "what they see as threats, and random shocks to both. A scenario says which states there are; an experiment" >page
    print "names a scenario and what is to be tried on it. Results are CSV files in a directory." >page
    print ".PP\nResults of \\fBparams\\fR, \\fBcases\\fR and the like, and summaries, go to standard output; messages and" >page
    print "progress go to standard error." >page
    print ".SH COMMANDS\nEach has a page of its own, \\fBadrift\\-\\fICOMMAND\\fR(1)." >page
    for (i = 1; i <= commands; i++) {
        printf ".TP\n\\fBadrift %s\\fR %s\n%s\n", names[i], roff(arguments[names[i]]), roff(help[names[i]]) >page
    }
    print ".SH ENVIRONMENT" >page
    print ".TP\n.B OMP_NUM_THREADS\nthreads, where \\-\\-threads says nothing; results do not depend on it" >page
    print ".TP\n.B TMPDIR\nwhere \\fBadrift verify\\fR runs things again (default: /tmp)" >page
    page_exits(page)
    print ".SH EXAMPLES\n.nf" >page
    print "adrift examples mine\nadrift run mine/config/baseline.cfg \\-\\-replicates 20 \\-o out \\-\\-report" >page
    print "adrift verify out\n.fi" >page
    printf ".SH SEE ALSO\n" >page
    for (i = 1; i <= commands; i++) {
        printf ".BR adrift\\-%s (1)%s\n", names[i], i < commands ? "," : "" >page
    }
    print ".PP\nThe guide, the formats of files and the model are in the documentation directory, as guide.md, scenario.md," >page
    print "experiment.md, results.md, model.md and odd.md." >page
    close(page)
}

function words_of(text) {
    gsub(/\|/, " ", text)
    return text
}

function write_bash(file, name, n, list, values) {
    file = directory "/completion/adrift"
    print "# SPDX-License-Identifier: GPL-3.0-or-later\n# bash completion for adrift" >file
    print "_adrift()\n{\n    local current=$2 previous=$3 command= options= i\n    COMPREPLY=()" >file
    print "    if [ \"$COMP_CWORD\" -eq 1 ]; then" >file
    list = ""
    for (i = 1; i <= commands; i++) {
        list = list " " names[i]
    }
    printf "        COMPREPLY=($(compgen -W '%s --help --version' -- \"$current\"))\n        return\n    fi\n", substr(list, 2) >file
    print "    command=${COMP_WORDS[1]}" >file
    print "    # --option=value is three words for bash.\n    if [ \"$current\" = = ]; then\n        current=" >file
    print "    elif [ \"$previous\" = = ]; then\n        previous=${COMP_WORDS[COMP_CWORD - 2]}\n    fi" >file
    print "    case $command,$previous in" >file
    for (i = 1; i <= commands; i++) {
        name = names[i]
        for (n = 1; n <= options[name]; n++) {
            values = argument[name, n]
            pattern = name ",--" long[name, n] (short[name, n] != "" ? " | " name ",-" short[name, n] : "")
            if (index(values, "|") > 0) {
                printf "        %s) COMPREPLY=($(compgen -W '%s' -- \"$current\")); return ;;\n", pattern, words_of(values) >file
            } else if (values == "PATH=VALUE") {
                printf "        %s) compopt -o nospace 2>/dev/null; COMPREPLY=($(compgen -S = -W \"$(%s)\" -- \"$current\")); return ;;\n", \
                    pattern, "adrift params --format csv 2>/dev/null | sed -n 's/^parameters,\\([^,]*\\),.*/\\1/p'" >file
            } else if (values == "DIR") {
                printf "        %s) COMPREPLY=($(compgen -d -- \"$current\")); return ;;\n", pattern >file
            } else if (values == "FILE") {
                printf "        %s) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n", pattern >file
            } else if (values != "") {
                printf "        %s) return ;;\n", pattern >file
            }
        }
    }
    print "    esac\n    if [[ $current == -* ]]; then\n        case $command in" >file
    for (i = 1; i <= commands; i++) {
        list = ""
        for (n = 1; n <= options[names[i]]; n++) {
            list = list " --" long[names[i], n] (argument[names[i], n] != "" ? "=" : "")
        }
        printf "            %s) options='%s' ;;\n", names[i], substr(list, 2) >file
    }
    print "        esac\n        COMPREPLY=($(compgen -W \"$options --help\" -- \"$current\"))" >file
    print "        [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null\n        return\n    fi\n    case $command in" >file
    for (i = 1; i <= commands; i++) {
        if (arguments[names[i]] ~ /\.cfg|FILE/) {
            printf "        %s) COMPREPLY=($(compgen -f -X '!*.cfg' -- \"$current\") $(compgen -d -- \"$current\")) ;;\n", names[i] >file
        } else if (arguments[names[i]] ~ /DIR|^A B$/) {
            printf "        %s) COMPREPLY=($(compgen -d -- \"$current\")) ;;\n", names[i] >file
        }
    }
    print "    esac\n}\ncomplete -o filenames -F _adrift adrift" >file
    close(file)
}

function zsh_text(text) {
    gsub(/[\[\]:\\]/, "\\\\&", text)
    return text
}

function write_zsh(file, name, n, action, values) {
    file = directory "/completion/_adrift"
    print "#compdef adrift\n# SPDX-License-Identifier: GPL-3.0-or-later\n# zsh completion for adrift" >file
    print "_adrift() {\n    local -a commands\n    if (( CURRENT == 2 )); then\n        commands=(" >file
    for (i = 1; i <= commands; i++) {
        printf "            %s\n", quote(names[i] ":" zsh_text(help[names[i]])) >file
    }
    print "        )\n        _describe command commands\n        return\n    fi\n    local command=$words[2]" >file
    print "    shift words\n    (( CURRENT-- ))\n    case $command in" >file
    for (i = 1; i <= commands; i++) {
        name = names[i]
        printf "        %s)\n            _arguments -s", name >file
        for (n = 1; n <= options[name]; n++) {
            values = argument[name, n]
            action = ""
            if (values != "") {
                action = ":" zsh_text(values) ":"
                action = action (index(values, "|") > 0 ? "(" words_of(values) ")" : values == "DIR" ? "_files -/" : values == "FILE" ? "_files" : "")
            }
            mark = values == "PATH=VALUE" ? "*" : ""
            printf " \\\n                %s", quote(mark "--" long[name, n] (values != "" ? "=" : "") "[" zsh_text(does[name, n]) "]" action) >file
            if (short[name, n] != "") {
                printf " \\\n                %s", quote(mark "-" short[name, n] "[" zsh_text(does[name, n]) "]" action) >file
            }
        }
        if (arguments[name] ~ /\.cfg|FILE/) {
            printf " \\\n                %s", "'*:file:_files -g \"*.cfg\"'" >file
        } else if (arguments[name] ~ /DIR|^A B$/) {
            printf " \\\n                %s", "'*:directory:_files -/'" >file
        }
        print "\n            ;;" >file
    }
    print "    esac\n}\n_adrift \"$@\"" >file
    close(file)
}

END {
    write_main()
    for (c = 1; c <= commands; c++) {
        write_command(names[c])
    }
    write_bash()
    write_zsh()
}
