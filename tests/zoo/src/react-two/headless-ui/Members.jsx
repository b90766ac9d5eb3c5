import { useState } from "react";
import { Menu, MenuButton, MenuItem, MenuItems } from "@headlessui/react";
import {
  ChevronDownIcon,
  ChevronLeftIcon,
  ChevronRightIcon,
  ChevronUpIcon,
  EllipsisVerticalIcon,
  InformationCircleIcon,
} from "@heroicons/react/20/solid";
import { FEE, MEMBERS, PAGE_SIZE, outcome } from "@zoo";
import Tooltip from "./Tooltip.jsx";
import { Outcome, options } from "./parts.jsx";

const columns = [
  { key: "name", title: "Name" },
  { key: "city", title: "City" },
  { key: "visits", title: "Visits" },
];

const item =
  "block w-full px-3 py-1.5 text-left text-sm/6 text-gray-900 data-focus:bg-gray-50 data-focus:outline-hidden";
const edge =
  "relative inline-flex cursor-pointer items-center px-2 py-2 text-gray-400 ring-1 ring-gray-300 ring-inset hover:bg-gray-50 disabled:cursor-default disabled:text-gray-200";

export default function Members() {
  const [members, setMembers] = useState(MEMBERS);
  const [sort, setSort] = useState({ key: null, down: false });
  const [chosen, setPage] = useState(1);
  const [archived, setArchived] = useState("");

  const pages = Math.max(1, Math.ceil(members.length / PAGE_SIZE));
  const page = Math.min(chosen, pages);
  const sorted = sort.key
    ? [...members].sort((a, b) => (a[sort.key] < b[sort.key] ? -1 : 1) * (sort.down ? -1 : 1))
    : members;
  const shown = sorted.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);

  const sortBy = (key) => {
    setSort({ key, down: sort.key === key && !sort.down });
    setPage(1);
  };
  const remove = (member) => setMembers(members.filter(({ id }) => id !== member.id));

  return (
    <div>
      <div className="overflow-hidden rounded-lg bg-white shadow-sm ring-1 ring-gray-900/5">
        <table className="min-w-full divide-y divide-gray-300">
          <thead className="bg-gray-50">
            <tr>
              {columns.map(({ key, title }) => {
                const Arrow = sort.key === key && sort.down ? ChevronUpIcon : ChevronDownIcon;
                return (
                  <th key={key} scope="col" className="px-6 py-3 text-left text-sm font-semibold text-gray-900">
                    <button type="button" onClick={() => sortBy(key)} className="group inline-flex cursor-pointer">
                      {title}
                      <span
                        className={
                          sort.key === key
                            ? "ml-2 rounded-sm bg-gray-200 text-gray-900"
                            : "invisible ml-2 rounded-sm text-gray-400 group-hover:visible"
                        }
                      >
                        <Arrow aria-hidden="true" className="size-5" />
                      </span>
                    </button>
                  </th>
                );
              })}
              <th scope="col" className="py-3" />
            </tr>
          </thead>
          <tbody className="divide-y divide-gray-200">
            {shown.map((member) => (
              <tr key={member.id}>
                <td className="px-6 py-3 text-sm font-medium whitespace-nowrap text-gray-900">{member.name}</td>
                <td className="px-6 py-3 text-sm whitespace-nowrap text-gray-500">{member.city}</td>
                <td className="px-6 py-3 text-sm whitespace-nowrap text-gray-500">{member.visits}</td>
                <td className="px-6 py-3 text-right">
                  <Menu as="div" className="relative inline-block">
                    <MenuButton className="-m-1.5 block cursor-pointer p-1.5 text-gray-500 hover:text-gray-900">
                      <span className="sr-only">Open options</span>
                      <EllipsisVerticalIcon aria-hidden="true" className="size-5" />
                    </MenuButton>
                    <MenuItems transition anchor="bottom end" className={`${options} w-32`}>
                      <MenuItem>
                        <button className={item}>Edit</button>
                      </MenuItem>
                      <MenuItem>
                        <button
                          className={item}
                          onClick={() => {
                            remove(member);
                            setArchived(member.name);
                          }}
                        >
                          Archive
                        </button>
                      </MenuItem>
                      <MenuItem>
                        <button className={item} onClick={() => remove(member)}>
                          Remove
                        </button>
                      </MenuItem>
                    </MenuItems>
                  </Menu>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="flex items-center justify-between border-t border-gray-200 px-6 py-3">
          <p className="text-sm text-gray-700">{outcome.members(page, members.length)}</p>
          <nav aria-label="Pagination" className="isolate inline-flex -space-x-px rounded-md shadow-xs">
            <button type="button" disabled={page === 1} onClick={() => setPage(page - 1)} className={`${edge} rounded-l-md`}>
              <span className="sr-only">Previous</span>
              <ChevronLeftIcon aria-hidden="true" className="size-5" />
            </button>
            {Array.from({ length: pages }, (_, index) => index + 1).map((number) => (
              <button
                key={number}
                type="button"
                aria-current={number === page ? "page" : undefined}
                onClick={() => setPage(number)}
                className={
                  number === page
                    ? "relative z-10 bg-indigo-600 px-4 py-2 text-sm font-semibold text-white"
                    : "relative cursor-pointer px-4 py-2 text-sm font-semibold text-gray-900 ring-1 ring-gray-300 ring-inset hover:bg-gray-50"
                }
              >
                {number}
              </button>
            ))}
            <button
              type="button"
              disabled={page === pages}
              onClick={() => setPage(page + 1)}
              className={`${edge} rounded-r-md`}
            >
              <span className="sr-only">Next</span>
              <ChevronRightIcon aria-hidden="true" className="size-5" />
            </button>
          </nav>
        </div>
      </div>
      <Outcome className="mt-3">{outcome.archived(archived)}</Outcome>
      <p className="mt-6 flex items-center gap-1.5 text-sm text-gray-900">
        Membership fee
        <Tooltip text={FEE}>
          <InformationCircleIcon className="size-5 text-gray-400" />
        </Tooltip>
      </p>
    </div>
  );
}
